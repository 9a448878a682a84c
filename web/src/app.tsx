import { signal, useSignal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import { call, send } from './api/call'
import { lang, setLang, t } from './i18n'
import { InstancePage, pauseOf } from './instance'
import { GuestPage } from './instance/login'
import type { Instance } from './api/words'
import { AboutPage } from './pages/about'
import { CompatibilityPage } from './pages/compatibility'
import { OperatorsPage } from './pages/operators'
import { Overview } from './pages/overview'
import { SignIn } from './pages/signin'
import { CallSheet, Code, dialogs, Notice, perform, shown, tell } from './parts/act'
import { Empty, nameOf } from './parts/bits'
import { Dialog } from './parts/dialog'
import { Mark } from './parts/mark'
import { go, href, path, query } from './router'
import { follow, instances, line, loadInstances, mayAct, put, sandbox, session, signedOut, unfollow } from './store'
import { Phone } from './sandbox/phone'
import { number } from './time'

const help = signal(false)
const menu = signal(false)
const phone = signal(matchMedia('(min-width: 1500px)').matches)

export function App({ refused }: { refused: boolean }) {
  const s = session.value
  const signedIn = s !== undefined && s.role !== 'none'
  useEffect(() => {
    if (!signedIn) { unfollow(); return }
    if (s.role === 'guest') follow(s.idInstance ?? 0)
    else void loadInstances()
  }, [signedIn])
  useEffect(() => {
    document.documentElement.dataset.line = signedIn ? line.value : 'live'
  }, [line.value, signedIn])
  useEffect(keys, [])
  if (s === undefined) return <main class="signin" id="main"><p role="status">{t().away}</p></main>
  if (s.role === 'none') return <><SignIn refused={refused} /><Language corner /><CallSheet />{dialogs.value === 0 && <Notice />}</>
  if (s.role === 'guest') return <><GuestPage /><Language corner /><LineWords /><CallSheet />{dialogs.value === 0 && <Notice />}</>
  return (
    <div class={`shell${phone.value && sandbox.value ? ' with-phone' : ''}`}>
      <a class="skip" href="#main">{t().skip}</a>
      <Side />
      <div class="content">
        {sandbox.value && (
          <p class="sandbox-banner"><strong>{t().sandboxBanner}</strong> <span>{t().sandboxHint}</span>
            {mayAct.value && <button type="button" class="button plain" aria-expanded={phone.value} data-act="phone" onClick={() => { phone.value = !phone.value }}>{phone.value ? t().phone.hide : t().phone.show}</button>}
          </p>
        )}
        <main id="main" tabIndex={-1}><Page /></main>
      </div>
      {phone.value && sandbox.value && mayAct.value && <Phone close={() => { phone.value = false }} />}
      <LineWords />
      <CallSheet />
      {dialogs.value === 0 && <Notice />}
      {help.value && <Help />}
    </div>
  )
}

function Page() {
  const p = path.value
  const [, id, tab = ''] = p.match(/^\/instances\/(\d+)(?:\/(\w+))?$/) ?? []
  useEffect(() => { menu.value = false; document.title = titleOf(p) }, [p, lang.value])
  if (id) return <InstancePage id={Number(id)} tab={tab} />
  switch (p) {
    case '/': return <Overview />
    case '/explorer': return <Lazy load={() => import('./pages/explorer')} />
    case '/compatibility': return <CompatibilityPage />
    case '/operators': return <OperatorsPage />
    case '/about': return <AboutPage />
  }
  return <Empty title={t().noPage}><a class="button main" href={href('/')}>{t().nav.overview}</a></Empty>
}

function titleOf(p: string): string {
  const names: Record<string, string> = { '/': t().nav.overview, '/explorer': t().nav.explorer, '/compatibility': t().nav.compatibility, '/operators': t().nav.operators, '/about': t().nav.about }
  const id = p.match(/^\/instances\/(\d+)/)?.[1]
  const name = names[p] ?? (id && instances.peek().has(Number(id)) ? nameOf(instances.peek().get(Number(id))!) : id)
  return name ? `${name} · Sluice` : 'Sluice'
}

function Lazy({ load }: { load: () => Promise<{ default: ComponentType }> }) {
  const What = useSignal<ComponentType | undefined>(undefined)
  useEffect(() => { void load().then((m) => { What.value = m.default }) }, [])
  return What.value ? <What.value /> : <p class="muted" aria-busy="true">{t().loading}</p>
}

function Side() {
  const all = [...instances.value.values()].sort((a, b) => a.idInstance - b.idInstance)
  const p = path.value
  const at = (to: string) => (p === to || (to !== '/' && p.startsWith(`${to}/`)) ? 'page' : undefined)
  return (
    <header class="side-bar">
      <div class="brand">
        <a href={href('/')} class="brand-link"><Mark /><span>Sluice</span></a>
        <button type="button" class="button plain menu-button" aria-expanded={menu.value} aria-controls="nav" onClick={() => { menu.value = !menu.value }}>{t().menu}</button>
      </div>
      <nav id="nav" class={menu.value ? 'open' : ''} aria-label={t().menu}>
        <ul>
          <li><a href={href('/')} aria-current={at('/')}>{t().nav.overview}</a></li>
          {all.slice(0, 12).map((i) => (
            <li key={i.idInstance} class="nav-instance">
              <a href={href(`/instances/${i.idInstance}`)} aria-current={at(`/instances/${i.idInstance}`)} title={`${i.idInstance} · ${t().states[i.state]}`}>
                <i class={`dot ${i.state}`} aria-hidden="true" /><span>{nameOf(i)}</span>{i.queue.count > 0 && <span class="count num">{number(i.queue.count)}</span>}
              </a>
            </li>
          ))}
          {all.length > 12 && <li class="nav-instance"><a href={href('/')}>{t().nav.allInstances(all.length)}</a></li>}
        </ul>
        <ul>
          <li><a href={href('/explorer')} aria-current={at('/explorer')}>{t().nav.explorer}</a></li>
          <li><a href={href('/compatibility')} aria-current={at('/compatibility')}>{t().nav.compatibility}</a></li>
          <li><a href={href('/operators')} aria-current={at('/operators')}>{t().nav.operators}</a></li>
          <li><a href={href('/about')} aria-current={at('/about')}>{t().nav.about}</a></li>
        </ul>
        <div class="side-foot">
          <Language />
          <button type="button" class="button quiet" onClick={() => { help.value = true }}>{t().help.title} <kbd>?</kbd></button>
          <SignOut />
        </div>
      </nav>
    </header>
  )
}

function SignOut() {
  const what = call('delete', '/v1/session')
  return <span class="act"><button type="button" class="button quiet" data-act="sign-out" onClick={() => perform(what, signedOut)}>{t().signOut}</button><Code call={what} /></span>
}

function Language({ corner }: { corner?: boolean }) {
  return (
    <div class={corner ? 'languages corner' : 'languages'} role="group" aria-label={t().language}>
      {(['en', 'ru'] as const).map((l) => <button type="button" key={l} class="chip" lang={l} aria-pressed={lang.value === l} onClick={() => setLang(l).catch(() => tell(t().away, true))}>{l === 'en' ? 'English' : 'Русский'}</button>)}
    </div>
  )
}

// LineWords says that what is shown may be old.
function LineWords() {
  return <p class="line-words" role="status">{line.value === 'lost' ? t().reconnecting : ''}</p>
}

function Help() {
  const rows: [string, string][] = [['/', t().help.search], ['p', t().help.pause], ['g o', t().help.overview], ['g e', t().help.explorer], ['?', t().help.title], ['Esc', t().help.close]]
  return (
    <Dialog title={t().help.keys} close={() => { help.value = false }}>
      <dl class="keys">{rows.map(([k, w]) => <div key={k}><dt><kbd>{k}</kbd></dt><dd>{w}</dd></div>)}</dl>
      <p class="muted">{t().help.code}</p>
    </Dialog>
  )
}

// keys are the keys that work everywhere but in a field.
function keys(): () => void {
  let before = ''
  const down = (e: KeyboardEvent) => {
    const el = e.target as HTMLElement
    if (e.key === 'Escape') { shown.value = undefined; menu.value = false; return }
    if (e.ctrlKey || e.metaKey || e.altKey || el.closest('input, textarea, select, dialog')) return
    const pair = before + e.key
    before = e.key === 'g' ? 'g ' : ''
    const to: Record<string, string> = { 'g o': '/', 'g e': '/explorer' }
    if (to[pair]) { document.querySelector<HTMLAnchorElement>(`a[href="${href(to[pair]!)}"]`)?.click(); return }
    switch (e.key) {
      case '/': {
        const field = document.querySelector<HTMLInputElement>('[data-search]')
        if (!field) return
        e.preventDefault()
        field.focus()
        return
      }
      case '?': help.value = true; return
      case 'p': void togglePause()
    }
  }
  addEventListener('keydown', down)
  return () => removeEventListener('keydown', down)
}

async function togglePause(): Promise<void> {
  const id = Number(path.peek().match(/^\/instances\/(\d+)/)?.[1])
  const i = instances.peek().get(id)
  if (!i || !mayAct.peek()) return
  await perform(pauseOf(i), (x) => {
    put(x as Instance)
    tell((x as Instance).queue.paused ? t().instance.paused : t().instance.resumed)
  })
}

// enter takes the one-time link that the page was opened with, if there is one, and
// returns the words for a link that was no good.
export async function enter(): Promise<boolean> {
  const link = query.peek().get('t')
  if (!link) return true
  go(path.peek(), true) // the link is good once: it does not stay in the address
  try {
    await send(call('post', '/v1/session', { body: { link } }))
    return true
  } catch {
    return false
  }
}
