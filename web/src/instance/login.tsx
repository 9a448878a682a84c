// The login card draws the step that the gateway is at; the gateway renews the QR
// and tells by the stream, so the page asks for nothing twice.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { call, Failure, send } from '../api/call'
import type { Instance, Login } from '../api/words'
import { t } from '../i18n'
import { Act, Code, perform, tell, wordsFor } from '../parts/act'
import { who } from '../parts/bits'
import { Copy } from '../parts/copy'
import { hear, instances, mayAct, over, session } from '../store'
import { clock, now, span } from '../time'

type Waiting = 'send' | 'hold' | 'clear'
type Method = 'qr' | 'phone'
type Asked = NonNullable<Login['waiting']>

export function LoginCard({ id, guest }: { id: number; guest?: boolean }) {
  const login = useSignal<Login | undefined>(undefined)
  const method = useSignal<Method>('qr')
  const phone = useSignal('')
  const asks = useSignal<Asked | undefined>(undefined) // what waits, as long as nobody has decided
  const busy = useSignal(false)

  const take = (l: Login) => {
    if (l.idInstance !== id) return
    if (l.step === 'code') method.value = 'phone'
    login.value = l
  }
  const at = { path: { idInstance: id } }

  const startCall = (waiting?: Waiting) => call('post', '/v1/instances/{idInstance}/login', {
    ...at,
    body: { method: method.value, ...(method.value === 'phone' && { phoneNumber: phone.value.replace(/\D/g, '') }), ...(waiting && { waiting }) },
  })
  const start = async (waiting?: Waiting) => {
    busy.value = true
    try {
      asks.value = undefined
      take(await send(startCall(waiting)))
    } catch (err) {
      if (err instanceof Failure && err.code === 'waiting') asks.value = err.details as Asked
      else if (err instanceof Failure && err.code === 'conflict') await look()
      else tell(wordsFor(err), true)
    } finally {
      busy.value = false
    }
  }
  const look = async () => {
    take(await send(call('get', '/v1/instances/{idInstance}/login', at)))
    return login.peek()!
  }

  // begin asks first when messages wait, so that no account sends them unasked.
  const begin = async () => {
    const waiting = login.peek()?.waiting
    if (waiting && !guest) asks.value = waiting
    else await start()
  }

  useEffect(() => hear({ login: (e) => take(e.login), hello: (h) => { if (!h.resumed) void look().catch(() => undefined) } }), [id])
  const out = instances.value.get(id)?.state === 'notAuthorized' // also after a log out beside this card
  useEffect(() => {
    const first = async () => {
      const l = await look()
      if (l.step !== 'code') method.value = 'qr'
      if (l.step === 'none' && !l.problem && l.state === 'notAuthorized') await begin()
    }
    first().catch((err) => tell(wordsFor(err), true))
  }, [id, out])

  const l = login.value
  const instance = guest ? undefined : instances.value.get(id)
  const before = instance?.accountBefore
  if (guest && over.value && l?.step !== 'done') return <section class="card login"><h2>{t().login.linkOver}</h2><p>{t().login.linkOverHint}</p></section>
  if (!l) return <section class="card login" aria-busy="true"><p class="muted">{t().login.starting}</p></section>
  const choose = (m: Method) => {
    method.value = m
    if (m === 'qr') void begin()
  }
  return (
    <section class="card login" aria-label={t().login.title} data-step={l.step} data-problem={l.problem ?? ''}>
      {l.step !== 'done' && <>
        <h2>{t().login.title}</h2>
        {before && <p class="muted" data-before={before.id}>{t().login.before(who(before))}</p>}
        {l.step !== 'password' && (
          <div class="kinds" role="group" aria-label={t().login.how}>
            <button type="button" class="chip" aria-pressed={method.value === 'qr'} onClick={() => choose('qr')} data-act="by-qr">{t().login.byQr}</button>
            <button type="button" class="chip" aria-pressed={method.value === 'phone'} onClick={() => choose('phone')} data-act="by-phone">{t().login.byPhone}</button>
            <Code call={startCall()} />
          </div>
        )}
      </>}
      {l.problem && <p class="problem" role="alert">{problemWords(l)}</p>}
      {asks.value ? <Question asks={asks.value} before={before !== undefined} choose={start} />
        : l.step === 'done' ? <Done instance={instance} />
          : l.step === 'password' ? <Password id={id} login={l} take={take} />
            : method.value === 'qr' ? <Qr login={l} start={() => begin()} busy={busy.value} />
              : l.step === 'code' ? <CodeStep id={id} login={l} take={take} />
                : <Phone phone={phone.value} set={(v) => { phone.value = v }} start={() => begin()} busy={busy.value} />}
      {l.step !== 'done' && l.step !== 'none' && !guest && (
        <footer class="login-foot">
          <Act kind="quiet" call={call('delete', '/v1/instances/{idInstance}/login', at)} done={take} name="stop-login">{t().login.stop}</Act>
        </footer>
      )}
      {!guest && mayAct.value && l.step !== 'done' && <LinkFor id={id} />}
    </section>
  )
}

function problemWords(l: Login): string {
  const words = t().problems[l.problem!]
  return l.waitMs ? `${words} ${t().limitedFor(Math.ceil(l.waitMs / 1000))}` : words
}

function Qr({ login, start, busy }: { login: Login; start: () => void; busy: boolean }) {
  if (login.step === 'qr' && login.qr) {
    const quiet = 3
    const size = login.qr.size + 2 * quiet
    const left = login.expiresAt ? Math.max(0, Date.parse(login.expiresAt) - now.value) : 0
    return (
      <div class="qr">
        <svg viewBox={`${-quiet} ${-quiet} ${size} ${size}`} role="img" aria-label={t().login.qrAlt} shape-rendering="crispEdges" data-qr={login.qr.url}>
          <rect x={-quiet} y={-quiet} width={size} height={size} fill="#fff" /><path d={login.qr.path} fill="#0d2426" />
        </svg>
        <div>
          <ol>{t().login.steps.map((s) => <li key={s}>{s}</li>)}</ol>
          <p class="countdown"><progress max={30_000} value={left} aria-label={t().login.renews(span(left))} /> <span class="num">{t().login.renews(span(left))}</span></p>
        </div>
      </div>
    )
  }
  if (login.step === 'none') {
    return (
      <div class="qr-off">
        <p>{t().login.qrOff}</p>
        <button type="button" class="button main" onClick={start} disabled={busy} data-act="show-qr">{t().login.showQr}</button>
      </div>
    )
  }
  return <p class="muted" aria-busy="true">{t().login.starting}</p>
}

function Phone({ phone, set, start, busy }: { phone: string; set: (v: string) => void; start: () => void; busy: boolean }) {
  return (
    <form class="narrow" onSubmit={(e) => { e.preventDefault(); start() }}>
      <label class="field">
        <span>{t().login.phone}</span>
        <input type="tel" autocomplete="tel" value={phone} onInput={(e) => set(e.currentTarget.value)} placeholder="79991234567" data-field="phone" />
        <small>{t().login.phoneHint}</small>
      </label>
      <button class="button main" disabled={busy || phone.replace(/\D/g, '').length < 7} data-act="ask-code">{t().login.askCode}</button>
    </form>
  )
}

function CodeStep({ id, login, take }: { id: number; login: Login; take: (l: Login) => void }) {
  const code = useSignal('')
  const busy = useSignal(false)
  const what = call('post', '/v1/instances/{idInstance}/login/code', { path: { idInstance: id }, body: { code: code.value.trim() } })
  const enter = async () => {
    busy.value = true
    await perform(what, take)
    busy.value = false
  }
  return (
    <form class="narrow" onSubmit={(e) => { e.preventDefault(); void enter() }}>
      <label class="field">
        <span>{t().login.code}</span>
        <input class="mono" inputMode="numeric" autocomplete="one-time-code" value={code.value} onInput={(e) => { code.value = e.currentTarget.value }} data-field="code" />
        <small>{login.via === 'sms' ? t().login.codeBySms : t().login.codeByApp}{login.expiresAt && ` ${t().login.validUntil(clock(login.expiresAt))}`}</small>
      </label>
      <span class="act"><button class="button main" disabled={busy.value || code.value.trim() === ''} data-act="enter-code">{t().login.enter}</button><Code call={what} /></span>
    </form>
  )
}

function Password({ id, login, take }: { id: number; login: Login; take: (l: Login) => void }) {
  const password = useSignal('')
  const busy = useSignal(false)
  const what = call('post', '/v1/instances/{idInstance}/login/password', { path: { idInstance: id }, body: { password: password.value } })
  const enter = async () => {
    busy.value = true
    await perform(what, take)
    busy.value = false
  }
  return (
    <form class="narrow" onSubmit={(e) => { e.preventDefault(); void enter() }}>
      <label class="field">
        <span>{t().login.password}</span>
        <input type="password" autocomplete="off" value={password.value} onInput={(e) => { password.value = e.currentTarget.value }} data-field="password" />
        <small>{login.hint ? t().login.hint(login.hint) : t().login.passwordHint}</small>
      </label>
      <span class="act"><button class="button main" disabled={busy.value || password.value === ''} data-act="enter-password">{t().login.enter}</button><Code call={what} /></span>
    </form>
  )
}

// Question asks what becomes of what waits, before an account sends it unasked.
function Question({ asks, before, choose }: { asks: Asked; before: boolean; choose: (w: Waiting) => void }) {
  return (
    <div class="question">
      <p>{t().login.waitingAsk(asks.count, asks.oldestAt ? clock(asks.oldestAt) : '')}</p>
      <div class="choices">
        {(['send', 'hold', 'clear'] as Waiting[]).map((w) => (
          <button type="button" key={w} class="choice" onClick={() => choose(w)} data-act={`waiting-${w}`}><strong>{t().login.waiting[w]}</strong><span>{t().login.waitingHint[w]}</span></button>
        ))}
      </div>
      {before && <p class="muted">{t().login.otherRule[asks.onOtherAccount]}</p>}
    </div>
  )
}

// settled says whose account it is now, and what becomes of what waits.
function settled(i: Instance): string[] {
  const { account: a, accountBefore: b, queue: q } = i
  const words = []
  if (a && b) words.push(a.id === b.id ? t().login.same : t().login.other(who(b)))
  if (q.held) words.push(t().login.allHeld)
  else if (q.heldMessages) words.push(t().login.someHeld(q.heldMessages))
  else words.push(t().login.doneHint)
  return words
}

function Done({ instance }: { instance?: Instance }) {
  return (
    <div class="done">
      <svg viewBox="0 0 48 48" width="48" height="48" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"><circle cx="24" cy="24" r="20" /><path d="M15 25l6 6 12-13" /></svg>
      <h2>{t().login.done}</h2>
      {(instance ? settled(instance) : [t().login.doneGuest]).map((w) => <p key={w}>{w}</p>)}
    </div>
  )
}

function LinkFor({ id }: { id: number }) {
  const link = useSignal<{ url: string; expiresAt: string } | undefined>(undefined)
  return (
    <details class="link-for">
      <summary>{t().login.linkTitle}</summary>
      <p>{t().login.linkHint}</p>
      {link.value
        ? <p class="link"><code>{link.value.url}</code> <Copy text={link.value.url} label={t().login.linkCopy} /> <small>{t().login.validUntil(clock(link.value.expiresAt))}</small></p>
        : <Act call={call('post', '/v1/instances/{idInstance}/login/link', { path: { idInstance: id }, body: { minutes: 60 } })} done={(l) => { link.value = l }} name="login-link">{t().login.linkMake}</Act>}
    </details>
  )
}

// GuestPage is all that somebody with a login link sees.
export function GuestPage() {
  return (
    <main class="guest" id="main">
      <h1 class="visually-hidden">{t().login.title}</h1>
      <LoginCard id={session.value?.idInstance ?? 0} guest />
      <p class="muted">{t().login.guestWords}</p>
    </main>
  )
}
