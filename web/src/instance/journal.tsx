import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { call, send } from '../api/call'
import type { Blast, Instance, Recorded } from '../api/words'
import { t } from '../i18n'
import { Act, Code, perform, reasonFor, tell } from '../parts/act'
import { At, Empty, Older } from '../parts/bits'
import { Id } from '../parts/copy'
import { Typed } from '../parts/dialog'
import { Paged } from '../parts/turns'
import { query } from '../router'
import { hear, mayAct } from '../store'
import { bytes, clock } from '../time'

type Direction = 'all' | 'incoming' | 'outgoing'
const statuses = ['delivered', 'read', 'failed', 'noAccount', 'expired', 'cleared'] as const
const failed = ['failed', 'noAccount', 'expired'] as const

export function JournalPage({ instance }: { instance: Instance }) {
  const id = instance.idInstance
  const words = useSignal(query.value.get('id') ?? '')
  const direction = useSignal<Direction>('all')
  const status = useSignal<'' | typeof statuses[number]>('')
  const blast = useSignal<Blast | undefined>(undefined)

  const ask = (before?: string) => {
    const w = words.value.trim()
    return call('get', '/v1/instances/{idInstance}/journal', {
      path: { idInstance: id },
      query: { direction: direction.value, status: status.value || undefined, ...(/^\d{13}$/.test(w) ? { id: w } : /^-?\d{5,19}$/.test(w) ? { chat: w } : { text: w }), before, limit: 50 },
    })
  }
  const list = useMemo(() => new Paged<Recorded>((before) => send(ask(before)).then((a) => ({ rows: a.messages, next: a.next }))), [id])

  useEffect(() => {
    const soon = () => list.soon(400)
    const deaf = hear({ message: (m) => { if (m.idInstance === id && m.what !== 'queued') soon() }, notification: (n) => { if (n.idInstance === id && n.typeWebhook === 'outgoingMessageStatus') soon() }, hello: (h) => { if (!h.resumed) soon() } })
    return () => { list.close(); deaf() }
  }, [list])
  useEffect(() => {
    const wait = setTimeout(() => void list.load(), list.ready.peek() ? 200 : 0)
    return () => clearTimeout(wait)
  }, [list, words.value, direction.value, status.value])

  const retryAll = (given: { dryRun: true } | { confirm: string }) => call('post', '/v1/instances/{idInstance}/journal/retry', { path: { idInstance: id }, body: { all: true, statuses: [...failed], ...given } })
  return (
    <section aria-label={t().tabs.journal}>
      <div class="bar">
        <div class="search">
          <input type="search" aria-label={t().queue.search} placeholder={t().queue.searchHint} value={words.value} data-search onInput={(e) => { words.value = e.currentTarget.value }} />
          <select aria-label={t().journal.direction} value={direction.value} onChange={(e) => { direction.value = e.currentTarget.value as Direction }}>
            {(['all', 'outgoing', 'incoming'] as const).map((d) => <option key={d} value={d}>{t().journal.directions[d]}</option>)}
          </select>
          <select aria-label={t().journal.status} value={status.value} onChange={(e) => { status.value = e.currentTarget.value as typeof status.value }}>
            <option value="">{t().journal.anyStatus}</option>
            {statuses.map((s) => <option key={s} value={s}>{t().statuses[s]}</option>)}
          </select>
        </div>
        {mayAct.value && (
          <span class="act">
            <button type="button" class="button plain" data-act="retry-all" onClick={() => perform(retryAll({ dryRun: true }), (b) => {
              if ((b as Blast).count) blast.value = b as Blast
              else tell(t().journal.nothingFailed)
            })}>{t().journal.retryAll}</button>
            <Code call={retryAll({ dryRun: true })} />
          </span>
        )}
        <Code call={ask()} />
      </div>
      {list.ready.value && list.rows.value.length === 0 && <Empty title={t().journal.empty}><p>{t().journal.emptyHint}</p></Empty>}
      <ol class="entries">
        {list.rows.value.map((m) => <Entry key={`${m.direction}${m.idMessage}`} m={m} instance={id} reload={() => list.load()} />)}
      </ol>
      <Older list={list} />
      {blast.value && (
        <Typed title={t().journal.retryAll} verb={t().journal.retry} confirm={blast.value.confirm} call={retryAll({ confirm: blast.value.confirm })}
          words={t().journal.blast(blast.value.count, blast.value.oldestAt ? clock(blast.value.oldestAt) : '')} close={() => { blast.value = undefined }}
          done={(answer) => { tell(t().journal.retried((answer as { count: number }).count)); blast.value = undefined; void list.load() }} />
      )}
    </section>
  )
}

function Entry({ m, instance, reload }: { m: Recorded; instance: number; reload: () => void }) {
  const out = m.direction === 'outgoing'
  return (
    <li class={`entry ${m.direction}`} data-message={m.idMessage}>
      <span class="arrow" role="img" aria-label={t().journal.directions[m.direction]}>{out ? '↗' : '↙'}</span>
      <div class="entry-main">
        <p class="entry-head"><strong>{m.chatName || m.chatId}</strong> {m.chatName && <span class="muted num">{m.chatId}</span>} <span class="muted"><At at={m.at} /></span></p>
        <p class="entry-text">{m.text || <span class="muted">{m.type}</span>}</p>
        {m.file && <p class="muted">{m.file.downloadUrl ? <a href={m.file.downloadUrl} target="_blank" rel="noreferrer">{m.file.name}</a> : m.file.name} · {bytes(m.file.size)}</p>}
        {m.description && <p class="problem" title={m.description}>{reasonFor(m.description)}</p>}
        {m.sentAgainAs && <p class="muted" data-again={m.sentAgainAs}>{t().journal.sentAgainAs} <Id>{m.sentAgainAs}</Id></p>}
        <p class="entry-foot"><Id>{m.idMessage}</Id>{m.edited && <span class="kind">{t().journal.edited}</span>}{m.deleted && <span class="kind">{t().journal.deleted}</span>}</p>
      </div>
      <span class="entry-side">
        {m.status && <span class={`status ${m.status}`}>{t().statuses[m.status]}</span>}
        {m.retriable && <Act kind="quiet" name="retry-one" call={call('post', '/v1/instances/{idInstance}/journal/retry', { path: { idInstance: instance }, body: { ids: [m.idMessage] } })}
          done={(answer) => { tell(t().journal.retried(answer.count)); reload() }}>{t().journal.retry}</Act>}
      </span>
    </li>
  )
}
