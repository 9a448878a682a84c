import { computed, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { call, send } from '../api/call'
import type { Health, Instance, State } from '../api/words'
import { t } from '../i18n'
import { Act, Code } from '../parts/act'
import { Ago, Card, Empty, nameOf, StateMark } from '../parts/bits'
import { Channel } from '../parts/channel'
import { Chart, figuresOf } from '../parts/chart'
import { Copy } from '../parts/copy'
import { href } from '../router'
import { about, follow, hear, instances, loaded, mayAct, put, sandbox } from '../store'
import { SendForm } from '../instance/send'
import { pauseOf } from '../instance'
import { date, number } from '../time'
import { AddInstance } from './add'

const waiting = computed(() => [...instances.value.values()].reduce((n, i) => n + i.queue.count, 0))
const oldest = computed(() => [...instances.value.values()].map((i) => i.queue.oldestAt).filter((x) => x !== undefined).sort()[0])
const list = call('get', '/v1/instances', { query: { limit: 200 } })

export function Overview() {
  const adds = useSignal(false)
  const text = useSignal('')
  const state = useSignal<State | ''>('')
  useEffect(() => follow(0), [])
  const all = [...instances.value.values()].sort((a, b) => a.idInstance - b.idInstance)
  const words = text.value.trim().toLowerCase()
  const rows = all.filter((i) => (!state.value || i.state === state.value) && (!words || `${i.idInstance} ${i.name} ${i.account?.name ?? ''} ${i.account?.username ?? ''} ${i.account?.phone ?? ''}`.toLowerCase().includes(words)))
  const states = new Map<State, number>()
  for (const i of all) states.set(i.state, (states.get(i.state) ?? 0) + 1)
  return (
    <>
      <header class="page-head">
        <h1>{t().nav.overview}</h1>
        {mayAct.value && <span class="act"><button type="button" class="button main" data-act="add" onClick={() => { adds.value = true }}>{t().overview.add}</button></span>}
      </header>
      {sandbox.value && mayAct.value && <FirstSteps all={all} />}
      <Figures states={states} />
      <div class="two">
        <Card title={t().chart.title} side={<Code call={figuresOf()} />}><Chart /></Card>
        <HealthCard />
      </div>
      <Card title={t().overview.instances(all.length)} side={<Code call={list} />}>
        {all.length > 5 && (
          <div class="search">
            <input type="search" data-search aria-label={t().overview.search} placeholder={t().overview.search} value={text.value} onInput={(e) => { text.value = e.currentTarget.value }} />
            <select aria-label={t().overview.byState} value={state.value} onChange={(e) => { state.value = e.currentTarget.value as State | '' }}>
              <option value="">{t().overview.anyState}</option>
              {[...states.keys()].map((s) => <option key={s} value={s}>{t().states[s]}</option>)}
            </select>
          </div>
        )}
        {loaded.value && all.length === 0 && (
          <Empty title={t().overview.none}>
            <p>{t().overview.noneHint}</p>
            {mayAct.value && <button type="button" class="button main" onClick={() => { adds.value = true }}>{t().overview.add}</button>}
          </Empty>
        )}
        <ul class="instances">{rows.slice(0, 500).map((i) => <Line key={i.idInstance} i={i} />)}</ul>
        {rows.length > 500 && <p class="muted">{t().overview.tooMany(rows.length - 500)}</p>}
      </Card>
      {adds.value && <AddInstance close={() => { adds.value = false }} />}
    </>
  )
}

function Line({ i }: { i: Instance }) {
  return (
    <li class="instance" data-instance={i.idInstance}>
      <a class="instance-name" href={href(`/instances/${i.idInstance}`)}><strong>{nameOf(i)}</strong><span class="num muted">{i.idInstance}</span></a>
      <StateMark state={i.state} />
      <Channel instance={i} small />
      <span class="instance-side">
        {i.queue.oldestAt && <span class="muted">{t().overview.oldest} <Ago at={i.queue.oldestAt} /></span>}
        {mayAct.value && (i.state === 'notAuthorized' || i.state === 'pendingPassword'
          ? <a class="button plain" href={href(`/instances/${i.idInstance}/login`)}>{t().instance.logIn}</a>
          : <Act kind="quiet" call={pauseOf(i)} done={(x) => put(x as Instance)}>{i.queue.paused ? t().instance.resume : t().instance.pause}</Act>)}
      </span>
    </li>
  )
}

function Figures({ states }: { states: Map<State, number> }) {
  const sent = useSignal<number | undefined>(undefined)
  useEffect(() => {
    const load = () => send(call('get', '/v1/metrics', { query: { minutes: 1 } })).then((f) => { sent.value = f.sent.reduce((a, b) => a + b, 0) }, () => undefined)
    void load()
    return hear({ metrics: () => void load() })
  }, [])
  return (
    <dl class="figures">
      <div><dt>{t().overview.waiting}</dt><dd class="num" data-waiting>{number(waiting.value)}</dd></div>
      <div><dt>{t().overview.oldestMessage}</dt><dd>{oldest.value ? <Ago at={oldest.value} /> : '—'}</dd></div>
      <div><dt>{t().overview.rate}</dt><dd class="num">{sent.value === undefined ? '—' : number(sent.value)}</dd></div>
      <div><dt>{t().overview.states}</dt><dd class="states">{[...states].map(([s, n]) => <span key={s} class={`state ${s}`}><i aria-hidden="true" /><span class="num">{number(n)}</span> {t().states[s]}</span>)}{states.size === 0 && '—'}</dd></div>
    </dl>
  )
}

// healthWords says how a part does; what has no words here is told in the server's.
function healthWords(c: Health['checks'][number]): string {
  const say = t().health.words[`${c.name}.${c.code}`]
  return say ? say(c.figure ?? 0, c.until ? date(c.until) : '') : c.text
}

export function HealthCard() {
  const health = useSignal<Health | undefined>(undefined)
  const what = call('get', '/v1/health')
  useEffect(() => {
    const load = () => send(what).then((h) => { health.value = h }, () => undefined)
    void load()
    return hear({ metrics: () => void load() })
  }, [])
  const h = health.value
  return (
    <Card title={t().health.title} side={<Code call={what} />}>
      {!h ? <p class="muted" aria-busy="true">{t().loading}</p> : (
        <ul class="checks">
          {h.checks.map((c) => <li key={c.name} class={c.ok ? 'ok' : 'bad'}><i aria-hidden="true">{c.ok ? '✓' : '!'}</i><span data-check={`${c.name}.${c.code}`}>{healthWords(c)}</span></li>)}
        </ul>
      )}
    </Card>
  )
}

// FirstSteps are the newcomer's first minutes, in the demo.
function FirstSteps({ all }: { all: Instance[] }) {
  const ready = all.find((i) => i.state === 'authorized')
  const open = all.find((i) => i.state === 'notAuthorized')
  const token = useSignal('')
  const url = about.value?.apiUrl ?? location.origin
  const hidden = useSignal(localStorage.getItem('steps') === 'hidden')
  const hide = (to: boolean) => { hidden.value = to; localStorage.setItem('steps', to ? 'hidden' : '') }
  if (hidden.value) return <p class="steps-off"><button type="button" class="button quiet" onClick={() => hide(false)}>{t().steps.show}</button></p>
  const code = ready ? `curl '${url}/waInstance${ready.idInstance}/sendMessage/${token.value || '{apiTokenInstance}'}' \\\n  -H 'Content-Type: application/json' \\\n  -d '{"chatId":"10000000","message":"hi"}'` : ''
  return (
    <section class="steps" aria-label={t().steps.title}>
      {ready && (
        <div class="step first">
          <h2><span class="step-number num">1</span>{t().steps.send}</h2>
          <p>{t().steps.sendHint}</p>
          <SendForm instance={ready} short words={t().steps.hello} />
          <p><a href={href(`/instances/${ready.idInstance}/queue`)}>{t().steps.watch}</a></p>
        </div>
      )}
      {ready && (
        <div class="step">
          <h2><span class="step-number num">2</span>{t().steps.code}</h2>
          <p>{t().steps.codeHint}</p>
          <pre class="json" tabIndex={0}>{code}</pre>
          <p class="row-of">
            {token.value ? <Copy text={code} label={t().copyCurl} />
              : <Act call={call('post', '/v1/instances/{idInstance}/token/show', { path: { idInstance: ready.idInstance } })} done={(a) => { token.value = a.apiTokenInstance }}>{t().settings.showToken}</Act>}
            <a href={href(`/explorer?instance=${ready.idInstance}`)}>{t().steps.otherLanguages}</a>
          </p>
        </div>
      )}
      <div class="step">
        <h2><span class="step-number num">3</span>{t().steps.connect}</h2>
        <p>{t().steps.connectHint}</p>
        {open && <p><a class="button plain" href={href(`/instances/${open.idInstance}/login`)}>{t().steps.practise}</a></p>}
      </div>
      <div class="step">
        <h2><span class="step-number num">4</span>{t().steps.migrate}</h2>
        <p>{t().steps.migrateHint}</p>
        <p><code class="url">{url}</code> <Copy text={url} small /></p>
        <p><a href={href('/compatibility')}>{t().nav.compatibility}</a></p>
      </div>
      <button type="button" class="button quiet steps-hide" onClick={() => hide(true)}>{t().steps.hide}</button>
    </section>
  )
}

