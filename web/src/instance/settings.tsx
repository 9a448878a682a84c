import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { call, send, type Call } from '../api/call'
import type { Instance, Settings } from '../api/words'
import { t, type Words } from '../i18n'
import { Act, tell, wordsFor } from '../parts/act'
import { Card } from '../parts/bits'
import { Id } from '../parts/copy'
import { Dialog, Typed } from '../parts/dialog'
import { go } from '../router'
import { draftOf, mayAct, put } from '../store'
import { number, span } from '../time'

type Values = Settings['settings']
type Draft = Partial<Values> & { webhookUrlToken?: string }
type Switch = keyof Words['settings']['switches']

const switches: Switch[] = [
  'incomingWebhook', 'outgoingAPIMessageWebhook', 'outgoingMessageWebhook', 'outgoingWebhook', 'stateWebhook', 'editedMessageWebhook', 'deletedMessageWebhook',
  'markIncomingMessagesReaded', 'markIncomingMessagesReadedOnReply', 'keepOnlineStatus',
]
const least = 500, most = 600_000, proposed = 3000 // milliseconds, as the API takes them
const day = 86_400_000

export function SettingsPage({ instance }: { instance: Instance }) {
  const id = instance.idInstance
  const at = { path: { idInstance: id } }
  const kept = useSignal<Settings | undefined>(undefined)
  const draft = draftOf<Draft>('settings', id, {})
  const load = () => send(call('get', '/v1/instances/{idInstance}/settings', at)).then((s) => { kept.value = s }, (err) => tell(wordsFor(err), true))
  useEffect(() => { void load() }, [id])
  if (!kept.value) return <section class="card" aria-busy="true"><p class="muted">{t().loading}</p></section>

  const values: Values = { ...kept.value.settings, ...draft.value }
  const set = (part: Draft) => { // what is typed back is no change
    const all = Object.entries({ ...draft.value, ...part })
    draft.value = Object.fromEntries(all.filter(([k, v]) => k === 'webhookUrlToken' || v !== kept.value!.settings[k as keyof Values]))
  }
  const changed = Object.entries(draft.value).filter(([k, v]) => k === 'webhookUrlToken' || v !== kept.value!.settings[k as keyof Values])
  const interval = values.delaySendMessagesMilliseconds
  const bad = !(Number.isInteger(interval) && interval >= least && interval <= most)
  const save = call('patch', '/v1/instances/{idInstance}/settings', { ...at, body: Object.fromEntries(changed) as never }) as Call<Settings>
  return (
    <div class="stack">
      <form class="card" onSubmit={(e) => e.preventDefault()} aria-label={t().tabs.settings}>
        <header><h2>{t().settings.pace}</h2></header>
        <fieldset disabled={!mayAct.value}>
          <Interval ms={interval} instance={instance} set={(ms) => set({ delaySendMessagesMilliseconds: ms })} />
        </fieldset>
        <header><h2>{t().settings.webhook}</h2></header>
        <fieldset disabled={!mayAct.value}>
          <div class="grid">
            <label class="field">
              <span>webhookUrl</span>
              <input type="url" class="mono" maxLength={2048} value={values.webhookUrl} placeholder="https://example.org/hook" data-field="webhookUrl" onInput={(e) => set({ webhookUrl: e.currentTarget.value })} />
              <small>{t().settings.webhookHint}</small>
            </label>
            <label class="field">
              <span>webhookUrlToken</span>
              <input type="password" autocomplete="off" maxLength={1024} value={draft.value.webhookUrlToken ?? ''} placeholder={values.webhookUrlTokenSet ? '••••••••' : ''} onInput={(e) => set({ webhookUrlToken: e.currentTarget.value })} />
              <small>{t().settings.tokenHint}</small>
            </label>
          </div>
          <div class="switches">
            {switches.map((name) => (
              <label class="switch" key={name}>
                <input type="checkbox" role="switch" checked={values[name]} data-field={name} onChange={(e) => set({ [name]: e.currentTarget.checked })} />
                <span><strong>{t().settings.switches[name]}</strong><code>{name}</code></span>
              </label>
            ))}
          </div>
        </fieldset>
        {kept.value.warnings.map((w) => <p class="warning" key={w.code}>{w.code === 'private_webhook' ? t().settings.privateWebhook : w.code === 'slow' ? t().settings.slow(number(w.perDay ?? 0)) : t().settings.fast}</p>)}
        <div class="send-foot">
          <Act kind="main" call={save} disabled={changed.length === 0 || bad} name="save-settings" done={(s) => { kept.value = s; draft.value = {}; tell(t().settings.saved) }}>{t().settings.save}</Act>
          {changed.length > 0 && <button type="button" class="button plain" onClick={() => { draft.value = {} }} data-act="undo-settings">{t().settings.undo}</button>}
        </div>
      </form>
      {mayAct.value && <Name instance={instance} />}
      {mayAct.value && <Proxy instance={instance} place={kept.value.proxy ?? ''} changed={load} />}
      {mayAct.value && <Access instance={instance} />}
    </div>
  )
}

// Interval shows what an interval means: how many messages fit into a day, and
// when the queue as it stands would be empty.
function Interval({ ms, set, instance }: { ms: number; set: (ms: number) => void; instance: Instance }) {
  const forecast = useSignal<{ count: number; takesMs: number; expiring: number; exact: boolean } | undefined>(undefined)
  const waits = instance.queue.count
  const good = Number.isInteger(ms) && ms >= least && ms <= most
  useEffect(() => {
    if (!good || !waits) { forecast.value = undefined; return }
    const later = setTimeout(() => {
      send(call('get', '/v1/instances/{idInstance}/queue/forecast', { path: { idInstance: instance.idInstance }, query: { intervalMs: ms } })).then((f) => { forecast.value = f }, () => undefined)
    }, 200)
    return () => clearTimeout(later)
  }, [ms, waits > 0])
  const level = ms < proposed ? 'fast' : ms >= 60_000 ? 'slow' : 'good'
  return (
    <div class="interval-form">
      <label class="field">
        <span>{t().settings.interval}</span>
        <span class="with-unit"><input type="text" inputMode="numeric" class="mono" value={Number.isNaN(ms) ? '' : ms} data-field="delay" aria-describedby="interval-means" aria-invalid={!good} onInput={(e) => set(e.currentTarget.value.trim() === '' ? NaN : Number(e.currentTarget.value))} /> <span>{t().settings.ms}</span></span>
        <small>{t().settings.range(number(least), number(most))}</small>
      </label>
      <input type="range" min={0} max={100} value={good ? toSlide(ms) : 0} aria-label={t().settings.interval} onInput={(e) => set(fromSlide(Number(e.currentTarget.value)))} />
      <div class="presets">
        {[500, 1000, proposed, 10_000, 60_000].map((v) => <button type="button" key={v} class="chip" aria-pressed={ms === v} onClick={() => set(v)}>{span(v)}</button>)}
      </div>
      <p id="interval-means" class={`means ${level}`}>
        {!good ? t().settings.outOfRange : <>
          <strong>{t().settings.means(span(ms), number(Math.floor(day / ms)))}</strong>{' '}
          {level === 'fast' ? t().settings.fast : level === 'slow' ? t().settings.slow(number(Math.floor(day / ms))) : t().settings.good}
          {forecast.value && <> {t().settings.forecast(forecast.value.count, span(forecast.value.takesMs))}{forecast.value.expiring > 0 && <strong> {t().settings.expiring(forecast.value.expiring)}</strong>}</>}
        </>}
      </p>
    </div>
  )
}

// The slider moves by factors: half a second and ten minutes are both on it.
const toSlide = (ms: number) => Math.round(100 * Math.log(ms / least) / Math.log(most / least))
const fromSlide = (x: number) => {
  const ms = least * (most / least) ** (x / 100)
  return ms < 10_000 ? Math.round(ms / 100) * 100 : Math.round(ms / 1000) * 1000
}

function Name({ instance }: { instance: Instance }) {
  const name = useSignal(instance.name)
  return (
    <Card title={t().settings.name}>
      <form class="inline" onSubmit={(e) => e.preventDefault()}>
        <input aria-label={t().settings.name} value={name.value} maxLength={255} onInput={(e) => { name.value = e.currentTarget.value }} />
        <Act submit call={call('patch', '/v1/instances/{idInstance}', { path: { idInstance: instance.idInstance }, body: { name: name.value } })} disabled={name.value === instance.name} done={(i) => { put(i); tell(t().settings.saved) }}>{t().settings.save}</Act>
      </form>
    </Card>
  )
}

// Proxy gives the account another way to Telegram. Where the proxy is now is told
// without its user and password, so a new address is written whole.
function Proxy({ instance, place, changed }: { instance: Instance; place: string; changed: () => void }) {
  const address = useSignal('')
  const change = (proxy: string) => call('patch', '/v1/instances/{idInstance}', { path: { idInstance: instance.idInstance }, body: { proxy } })
  const done = (i: Instance) => { address.value = ''; put(i); changed(); tell(t().settings.saved) }
  return (
    <Card title={t().overview.proxy}>
      <p class="muted" data-proxy={place}>{instance.proxied ? t().settings.proxied(place) : t().settings.direct} {t().settings.proxyHint}</p>
      <form class="inline" onSubmit={(e) => e.preventDefault()}>
        <input class="mono" autocomplete="off" aria-label={t().overview.proxyUrl} value={address.value} placeholder="socks5://user:password@127.0.0.1:1080" data-field="proxy" onInput={(e) => { address.value = e.currentTarget.value.trim() }} />
        <Act submit name="save-proxy" call={change(address.value)} disabled={!address.value} done={done}>{t().settings.save}</Act>
        {instance.proxied && <Act name="no-proxy" call={change('')} done={done}>{t().settings.noProxy}</Act>}
      </form>
    </Card>
  )
}

function Access({ instance }: { instance: Instance }) {
  const id = instance.idInstance
  const at = { path: { idInstance: id } }
  const token = useSignal('')
  const asks = useSignal<'renew' | 'remove' | ''>('')
  const show = (a: { apiTokenInstance: string }) => { token.value = a.apiTokenInstance; asks.value = '' }
  return (
    <Card title={t().settings.access}>
      <dl class="facts">
        <dt>idInstance</dt><dd><Id>{id}</Id></dd>
        <dt>apiTokenInstance</dt><dd>{token.value ? <Id>{token.value}</Id> : <code class="muted">••••••••••••</code>}</dd>
      </dl>
      <div class="row-of">
        {token.value
          ? <button type="button" class="button plain" onClick={() => { token.value = '' }}>{t().settings.hideToken}</button>
          : <Act call={call('post', '/v1/instances/{idInstance}/token/show', at)} done={show} name="show-token">{t().settings.showToken}</Act>}
        <button type="button" class="button plain" onClick={() => { asks.value = 'renew' }}>{t().settings.renewToken}</button>
        <Act call={call('post', '/v1/instances/{idInstance}/reboot', at)} done={(i) => { put(i); tell(t().settings.rebooted) }}>{t().settings.reboot}</Act>
        <button type="button" class="button danger" onClick={() => { asks.value = 'remove' }}>{t().settings.remove}</button>
      </div>
      {asks.value === 'renew' && (
        <Dialog title={t().settings.renewToken} close={() => { asks.value = '' }}>
          <p>{t().settings.renewWords}</p>
          <footer><Act kind="danger" call={call('post', '/v1/instances/{idInstance}/token/renew', at)} done={show}>{t().settings.renewToken}</Act></footer>
        </Dialog>
      )}
      {asks.value === 'remove' && (
        <Typed title={t().settings.remove} words={t().settings.removeWords(instance.queue.count)} confirm={String(id)} verb={t().settings.remove}
          call={call('delete', '/v1/instances/{idInstance}', { ...at, query: { confirm: String(id) } })} close={() => { asks.value = '' }} done={() => go('/')} />
      )}
    </Card>
  )
}
