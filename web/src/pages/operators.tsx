import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { call, send } from '../api/call'
import type { AuditEntry, Operator } from '../api/words'
import { t } from '../i18n'
import { Act, Code, tell, wordsFor } from '../parts/act'
import { Ago, At, Card, Empty, Older } from '../parts/bits'
import { Typed } from '../parts/dialog'
import { Paged } from '../parts/turns'
import { follow, loadSession, mayAct, session } from '../store'

const least = 10 // characters of a password, as the API takes them
const list = call('get', '/v1/operators')

export function OperatorsPage() {
  const people = useSignal<Operator[]>([])
  const leaves = useSignal('')
  const load = () => send(list).then((a) => { people.value = a.operators }, (err) => tell(wordsFor(err), true))
  useEffect(() => { follow(0); void load() }, [])
  return (
    <>
      <header class="page-head"><h1>{t().nav.operators}</h1></header>
      <OwnPassword done={load} />
      <Card title={t().operators.people} side={<Code call={list} />}>
        {people.value.length === 0 && <p class="muted">{t().operators.none}</p>}
        <ul class="people">
          {people.value.map((p) => (
            <li key={p.name}>
              <strong>{p.name}</strong> <span class="kind">{t().operators.roles[p.role]}</span>
              <span class="muted">{p.lastSeenAt ? <>{t().operators.seen} <Ago at={p.lastSeenAt} /></> : t().operators.never}{!p.passwordSet && ` · ${t().operators.noPassword}`}</span>
              {mayAct.value && p.name !== session.value?.name && <button type="button" class="button quiet" onClick={() => { leaves.value = p.name }}>{t().operators.remove}</button>}
            </li>
          ))}
        </ul>
        {mayAct.value && <AddOperator done={load} />}
      </Card>
      <Audit />
      {leaves.value && (
        <Typed title={t().operators.remove} words={t().operators.removeWords(leaves.value)} confirm={leaves.value} verb={t().operators.remove}
          call={call('delete', '/v1/operators/{name}', { path: { name: leaves.value } })} close={() => { leaves.value = '' }} done={() => { leaves.value = ''; void load() }} />
      )}
    </>
  )
}

function OwnPassword({ done }: { done: () => void }) {
  const me = session.value
  const password = useSignal('')
  const current = useSignal('')
  if (!me?.name) return null
  const what = call('post', '/v1/operators/{name}/password', { path: { name: me.name }, body: { password: password.value, ...(me.passwordSet && { current: current.value }) } })
  return (
    <Card title={me.passwordSet ? t().operators.changePassword : t().operators.setPassword}>
      {!me.passwordSet && <p>{t().operators.setPasswordHint}</p>}
      <form class="inline" onSubmit={(e) => e.preventDefault()}>
        <input type="text" class="visually-hidden" autocomplete="username" value={me.name} readOnly tabIndex={-1} aria-hidden="true" />
        {me.passwordSet && <input type="password" autocomplete="current-password" aria-label={t().operators.current} placeholder={t().operators.current} value={current.value} onInput={(e) => { current.value = e.currentTarget.value }} />}
        <input type="password" autocomplete="new-password" minLength={least} aria-label={t().operators.newPassword(least)} placeholder={t().operators.newPassword(least)} value={password.value} onInput={(e) => { password.value = e.currentTarget.value }} />
        <Act always submit call={what} disabled={password.value.length < least} name="set-password" done={() => { password.value = current.value = ''; tell(t().settings.saved); void loadSession(); done() }}>{t().settings.save}</Act>
      </form>
    </Card>
  )
}

function AddOperator({ done }: { done: () => void }) {
  const name = useSignal('')
  const role = useSignal<'operator' | 'viewer'>('viewer')
  const password = useSignal('')
  return (
    <details class="add-operator">
      <summary>{t().operators.add}</summary>
      <form class="inline" onSubmit={(e) => e.preventDefault()}>
        <input aria-label={t().signin.name} placeholder={t().signin.name} autocomplete="off" value={name.value} onInput={(e) => { name.value = e.currentTarget.value }} />
        <select aria-label={t().operators.role} value={role.value} onChange={(e) => { role.value = e.currentTarget.value as 'operator' | 'viewer' }}>
          <option value="viewer">{t().operators.roles.viewer}</option><option value="operator">{t().operators.roles.operator}</option>
        </select>
        <input type="password" autocomplete="new-password" aria-label={t().operators.newPassword(least)} placeholder={t().operators.newPassword(least)} value={password.value} onInput={(e) => { password.value = e.currentTarget.value }} />
        <Act submit call={call('post', '/v1/operators', { body: { name: name.value, role: role.value, password: password.value } })} disabled={!name.value || password.value.length < least}
          done={() => { name.value = password.value = ''; done() }}>{t().operators.add}</Act>
      </form>
      <p class="muted">{t().operators.rolesHint}</p>
    </details>
  )
}

function Audit() {
  const text = useSignal('')
  const ask = (before?: string) => call('get', '/v1/audit', { query: { limit: 50, text: text.value, before } })
  const list = useMemo(() => new Paged<AuditEntry>((before) => send(ask(before)).then((a) => ({ rows: a.entries, next: a.next }))), [])
  useEffect(() => {
    const later = setTimeout(() => void list.load(), 150)
    return () => clearTimeout(later)
  }, [text.value])
  return (
    <Card title={t().operators.audit} side={<Code call={ask()} />}>
      <div class="search"><input type="search" data-search aria-label={t().operators.searchAudit} placeholder={t().operators.searchAudit} value={text.value} onInput={(e) => { text.value = e.currentTarget.value }} /></div>
      {list.rows.value.length === 0 ? <Empty title={t().operators.noAudit} /> : (
        <div class="table-box" tabIndex={0} role="region" aria-label={t().operators.audit}>
          <table>
            <tbody>
              {list.rows.value.map((e) => (
                <tr key={e.number}>
                  <td><At at={e.at} /></td><td><strong>{t().actors[e.who] ?? e.who}</strong><br /><span class="muted num">{e.address}</span></td>
                  <td>{(t().actions as Record<string, string>)[e.action] ?? e.action}</td>
                  <td class="num">{e.idInstance}</td><td>{[e.target, e.detail].filter(Boolean).join(' · ')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Older list={list} />
    </Card>
  )
}
