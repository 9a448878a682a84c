// Small things that many pages draw.
import type { ComponentChildren } from 'preact'
import type { Account, Instance, State } from '../api/words'
import { t } from '../i18n'
import { clock, full, now, span } from '../time'
import type { Paged } from './turns'

export function StateMark({ state }: { state: State }) {
  return <span class={`state ${state}`}><i aria-hidden="true" />{t().states[state]}</span>
}

// At is a time of day, with all of it in its title.
export function At({ at }: { at: string }) {
  return <time dateTime={at} title={full(at)}>{clock(at)}</time>
}

export function Ago({ at }: { at: string }) {
  return <time dateTime={at} title={full(at)} class="num">{t().ago(span(now.value - Date.parse(at)))}</time>
}

// In counts down to a time.
export function In({ at }: { at: string }) {
  const ms = Date.parse(at) - now.value
  return <time dateTime={at} title={full(at)} class="num">{ms <= 0 ? t().nowWord : t().inTime(span(ms))}</time>
}

// Older reads a list further back, as long as there is more.
export function Older({ list }: { list: Pick<Paged<unknown>, 'next' | 'load'> }) {
  const next = list.next.value
  return next === undefined ? null : <button type="button" class="button plain wide" onClick={() => list.load(next)}>{t().older}</button>
}

export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <svg viewBox="0 0 120 40" width="120" height="40" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round">
        <path d="M4 12c8-6 16-6 24 0s16 6 24 0M4 22c8-6 16-6 24 0s16 6 24 0M4 32c8-6 16-6 24 0s16 6 24 0" opacity=".5" /><path d="M66 4v32" /><path d="M78 22h38" opacity=".25" stroke-dasharray="2 8" />
      </svg>
      <h3>{title}</h3>
      {children}
    </div>
  )
}

export function Json({ value }: { value: unknown }) {
  return <pre class="json" tabIndex={0}>{JSON.stringify(value, null, 2)}</pre>
}

export function Card({ title, children, side, id }: { title?: ComponentChildren; children: ComponentChildren; side?: ComponentChildren; id?: string }) {
  return (
    <section class="card" id={id}>
      {(title || side) && <header><h2>{title}</h2>{side && <div class="side">{side}</div>}</header>}
      {children}
    </section>
  )
}

// who names an account: its name, username and phone, as far as it has them.
export const who = (a: Account) => [a.name, a.username && `@${a.username}`, a.phone && `+${a.phone}`].filter(Boolean).join(' · ') || a.id

export const nameOf = (i: Instance) => i.name || i.account?.name || String(i.idInstance)
