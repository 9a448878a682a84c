import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { call } from '../api/call'
import type { Instance } from '../api/words'
import { t } from '../i18n'
import { Act, tell } from '../parts/act'
import { At, Empty, In, nameOf, StateMark, who } from '../parts/bits'
import { Channel } from '../parts/channel'
import { Id } from '../parts/copy'
import { Dialog } from '../parts/dialog'
import { go, href } from '../router'
import { follow, instances, loaded, mayAct, put } from '../store'
import { number } from '../time'
import { JournalPage } from './journal'
import { LoginCard } from './login'
import { QueuePage } from './queue'
import { SendPage } from './send'
import { SettingsPage } from './settings'
import { EventsPage, WebhooksPage } from './webhooks'

const tabs = { queue: QueuePage, send: SendPage, journal: JournalPage, webhooks: WebhooksPage, events: EventsPage, settings: SettingsPage }
type Tab = keyof typeof tabs

export const pauseOf = (i: Instance) => call('post', i.queue.paused ? '/v1/instances/{idInstance}/queue/resume' : '/v1/instances/{idInstance}/queue/pause', { path: { idInstance: i.idInstance } })

export function InstancePage({ id, tab }: { id: number; tab: string }) {
  const strip = useRef<HTMLElement>(null)
  useEffect(() => follow(id), [id])
  useEffect(() => { strip.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' }) }, [tab, instances.value.has(id)])
  const instance = instances.value.get(id)
  if (!instance) {
    return loaded.value
      ? <Empty title={t().instance.unknown}><a class="button main" href={href('/')}>{t().nav.overview}</a></Empty>
      : <p class="muted" aria-busy="true">{t().loading}</p>
  }
  const needsLogin = ['notAuthorized', 'pendingPassword'].includes(instance.state)
  const acts = mayAct.value
  const shows: Tab | 'login' = tab === 'login' && acts ? 'login' : tab in tabs && (acts || tab !== 'send') ? tab as Tab : needsLogin && mayAct.value && instance.queue.count === 0 ? 'login' : 'queue'
  const Page = shows === 'login' ? undefined : tabs[shows]
  const to = (name: string) => href(`/instances/${id}/${name}`)
  return (
    <>
      <Head instance={instance} />
      <nav class="tabs" aria-label={nameOf(instance)} ref={strip}>
        {mayAct.value && (needsLogin || shows === 'login') && <a href={to('login')} aria-current={shows === 'login' ? 'page' : undefined}>{t().tabs.login}</a>}
        {(Object.keys(tabs) as Tab[]).filter((k) => k !== 'send' || mayAct.value).map((k) => (
          <a key={k} href={to(k)} aria-current={shows === k ? 'page' : undefined}>
            {t().tabs[k]}
            {k === 'queue' && instance.queue.count > 0 && <span class="count num">{number(instance.queue.count)}</span>}
            {k === 'webhooks' && instance.notifications.count > 0 && <span class="count num">{number(instance.notifications.count)}</span>}
          </a>
        ))}
      </nav>
      {needsLogin && shows !== 'login' && mayAct.value && (
        <p class="banner-line">{instance.state === 'pendingPassword' ? t().instance.needsPassword : t().instance.needsLogin} <a class="button main" href={to('login')}>{t().instance.logIn}</a></p>
      )}
      {shows === 'login' && mayAct.value && <LoginCard id={id} key={id} />}
      {Page && <Page instance={instance} key={`${id}${shows}`} />}
    </>
  )
}

function Head({ instance }: { instance: Instance }) {
  const asks = useSignal(false)
  const id = instance.idInstance
  const at = { path: { idInstance: id } }
  const q = instance.queue
  const loggedIn = !['notAuthorized', 'pendingPassword'].includes(instance.state)
  return (
    <header class="instance-head">
      <div class="title">
        <h1>{nameOf(instance)}</h1>
        <StateMark state={instance.state} />
        {instance.suspendedUntil && instance.state === 'suspended' && <span class="muted">{t().instance.suspendedUntil} <In at={instance.suspendedUntil} /></span>}
      </div>
      <p class="sub"><Id>{id}</Id>{instance.account && <span>{who(instance.account)}</span>}{instance.proxied && <span class="kind">{t().instance.proxied}</span>}</p>
      {instance.cause && <p class="cause" data-cause={instance.cause}>{t().causes[instance.cause]}{instance.causeAt && <small> <At at={instance.causeAt} /></small>}</p>}
      <Channel instance={instance} />
      <div class="row-of">
        <Act call={pauseOf(instance)} done={(i) => { put(i as Instance); tell(q.paused ? t().instance.resumed : t().instance.paused) }} kind={q.paused ? 'main' : 'plain'} name={q.paused ? 'resume' : 'pause'}>{q.paused ? t().instance.resume : t().instance.pause}</Act>
        {(q.held || (q.heldMessages ?? 0) > 0) && <Act kind="main" name="release" call={call('post', '/v1/instances/{idInstance}/queue/release', at)} done={put}>{t().instance.release}</Act>}
        {loggedIn && mayAct.value && <button type="button" class="button plain" data-act="logout" onClick={() => { asks.value = true }}>{t().instance.logOut}</button>}
      </div>
      {asks.value && (
        <Dialog title={t().instance.logOut} close={() => { asks.value = false }}>
          <p>{t().instance.logOutWords(q.count)}</p>
          <footer>
            <button type="button" class="button plain" onClick={() => { asks.value = false }}>{t().keep}</button>
            <Act kind="danger" name="confirm-logout" call={call('post', '/v1/instances/{idInstance}/logout', at)} done={(i) => { put(i); asks.value = false; go(`/instances/${id}/login`) }}>{t().instance.logOut}</Act>
          </footer>
        </Dialog>
      )}
    </header>
  )
}
