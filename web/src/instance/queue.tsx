import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { call } from '../api/call'
import type { Blast, Instance, Queued, WaitsFor } from '../api/words'
import { t } from '../i18n'
import { Act, Code, perform, tell } from '../parts/act'
import { At, Empty, In, Json } from '../parts/bits'
import { Copy, Id } from '../parts/copy'
import { Dialog, Typed } from '../parts/dialog'
import { List } from '../parts/list'
import { whyOne } from '../parts/why'
import { clock, now, number, span } from '../time'
import { hear, mayAct } from '../store'
import { asked, Rows } from './rows'
import { SendForm } from './send'

const rowHeight = 64

const kinds = ['sendMessage', 'sendFileByUrl', 'sendLocation', 'sendContact', 'sendPoll', 'forwardMessages']
const waits: WaitsFor[] = ['sending', 'turn', 'interval', 'flood', 'offline', 'retry', 'authorization', 'suspended', 'paused', 'held', 'chat', 'expiry']

export function QueuePage({ instance }: { instance: Instance }) {
  const id = instance.idInstance
  const rows = useMemo(() => new Rows(id), [id])
  const opened = useSignal<Queued | undefined>(undefined)
  const blast = useSignal<Blast | undefined>(undefined)

  useEffect(() => {
    void rows.load()
    const deaf = hear({
      hello: (h) => { if (!h.resumed) rows.soon(0) },
      queue: (q) => { if (q.idInstance === id) rows.heard(q.queue, q.messages) },
    })
    return () => { deaf(); rows.close() }
  }, [rows])

  const filter = asked(rows.search.value)
  const { id: one, ...rest } = filter
  const asFilter = one ? { ids: [one] } : rest
  const cancelCall = (given: { dryRun: true } | { confirm: string }) =>
    call('post', '/v1/instances/{idInstance}/queue/cancel', { path: { idInstance: id }, body: { filter: asFilter, ...given } })
  const empty = rows.ready.value && rows.count.value === 0 && !rows.more.value

  return (
    <section class="queue" aria-label={t().tabs.queue}>
      <Forecast instance={instance} />
      <div class="bar">
        <SearchBox rows={rows} />
        {mayAct.value && rows.count.value > 0 && (
          <span class="act">
            <button type="button" class="button plain" data-act="cancel-many" onClick={() => perform(cancelCall({ dryRun: true }), (b) => { blast.value = b as Blast })}>
              {rows.filtered.value ? t().queue.cancelFound : t().queue.cancelAll}
            </button>
            <Code call={cancelCall({ dryRun: true })} />
          </span>
        )}
        <Code call={call('get', '/v1/instances/{idInstance}/queue', { path: { idInstance: id }, query: { ...filter, limit: 100 } })} />
      </div>

      {empty && rows.filtered.value && (
        <Empty title={t().queue.nothingFound}>
          <p>{t().queue.nothingFoundHint}</p>
          <button type="button" class="button plain" onClick={() => { rows.search.value = { words: '', waitsFor: '', type: '' }; void rows.load() }}>{t().queue.clearSearch}</button>
        </Empty>
      )}
      {empty && !rows.filtered.value && (
        <Empty title={t().queue.empty}>
          <p>{t().queue.emptyHint}</p>
          {mayAct.value && <SendForm instance={instance} short />}
        </Empty>
      )}
      {rows.count.value > 0 && (
        <List label={t().queue.listOf(rows.count.value)} count={rows.count.value} height={rowHeight} seen={(_, last) => rows.want(last)}
          keyOf={(i) => rows.rows.value[i]?.idMessage ?? `row ${i}`}
          row={(i) => {
            const m = rows.rows.value[i]
            return m ? <Row m={m} place={rows.filtered.value ? m.position : i + 1} rows={rows} open={() => { opened.value = m }} /> : <div class="row ghost" aria-hidden="true" />
          }} />
      )}
      {opened.value && <Details m={opened.value} instance={id} rows={rows} close={() => { opened.value = undefined }} />}
      {blast.value && (
        <Typed title={rows.filtered.value ? t().queue.cancelFound : t().queue.cancelAll} verb={t().queue.cancelVerb}
          words={blast.value.oldestAt ? t().queue.blast(blast.value.count, clock(blast.value.oldestAt)) : t().queue.nothingFound}
          confirm={blast.value.confirm} call={cancelCall({ confirm: blast.value.confirm })} close={() => { blast.value = undefined }}
          done={(answer) => {
            blast.value = undefined
            tell(t().queue.cancelled((answer as { cancelled: number }).cancelled))
            void rows.load()
          }} />
      )}
    </section>
  )
}

function Forecast({ instance }: { instance: Instance }) {
  const q = instance.queue
  if (q.count === 0) return null
  return (
    <p class="forecast">
      {q.lastAt && q.count > 1 && <>{t().queue.lastGoes} <In at={q.lastAt} /> ({clock(q.lastAt)}). </>}
      {t().queue.pace(span(q.intervalMs), number(q.perDay))}
      {q.aside > 0 && q.aside < q.count - q.overdue && <> {t().queue.aside(q.aside)}</>}
      {q.overdue > 0 && <strong> {t().queue.overdue(q.overdue)}</strong>}
    </p>
  )
}

function SearchBox({ rows }: { rows: Rows }) {
  const s = rows.search.value
  const set = (part: Partial<typeof s>) => {
    rows.search.value = { ...rows.search.peek(), ...part }
    rows.soon(part.words === undefined ? 0 : 250)
  }
  return (
    <div class="search">
      <input type="search" placeholder={t().queue.searchHint} aria-label={t().queue.search} value={s.words} data-search onInput={(e) => set({ words: e.currentTarget.value })} />
      <select aria-label={t().queue.byReason} value={s.waitsFor} onChange={(e) => set({ waitsFor: e.currentTarget.value as WaitsFor | '' })}>
        <option value="">{t().queue.anyReason}</option>
        {waits.map((w) => <option key={w} value={w}>{t().waitsFor[w]}</option>)}
      </select>
      <select aria-label={t().queue.byType} value={s.type} onChange={(e) => set({ type: e.currentTarget.value })}>
        <option value="">{t().queue.anyType}</option>
        {kinds.map((k) => <option key={k} value={k}>{t().kinds[k as keyof ReturnType<typeof t>['kinds']]}</option>)}
      </select>
    </div>
  )
}

const cancelOne = (instance: number, idMessage: string) =>
  call('delete', '/v1/instances/{idInstance}/queue/{idMessage}', { path: { idInstance: instance, idMessage } })

function Row({ m, place, rows, open }: { m: Queued; place: number; rows: Rows; open: () => void }) {
  return (
    <div class={`row ${m.waitsFor}`}>
      <span class="place num">{number(place)}</span>
      <button type="button" class="row-main" onClick={open} data-message={m.idMessage}>
        <span class="row-text">{m.text || t().kinds[m.type as keyof ReturnType<typeof t>['kinds']] || m.type}</span>
        <span class="row-sub"><span class="num">{m.chatId}</span>{m.type !== 'sendMessage' && <span class="kind">{t().kinds[m.type as keyof ReturnType<typeof t>['kinds']]}</span>}{m.willExpire && <span class="warn">{t().queue.willExpire}</span>}</span>
      </button>
      <span class="row-why"><span class={`reason ${m.waitsFor}`}>{whyOne(m, place - 1)}</span>{m.sendAt && <SendAt at={m.sendAt} />}</span>
      <Act kind="quiet" call={cancelOne(rows.instance, m.idMessage)} name="cancel-one" disabled={m.waitsFor === 'sending'} label={t().queue.cancelThis(m.idMessage)}
        done={() => { rows.drop(new Set([m.idMessage])); tell(t().queue.cancelled(1)) }}>{t().queue.cancel}</Act>
    </div>
  )
}

function SendAt({ at }: { at: string }) {
  const past = Date.parse(at) <= now.value
  return <span class="row-when num">{past ? t().nowWord : <>{t().queue.goesAt} <At at={at} /></>}</span>
}

function Details({ m, instance, rows, close }: { m: Queued; instance: number; rows: Rows; close: () => void }) {
  const live = rows.rows.value.find((r) => r.idMessage === m.idMessage)
  const shown = live ?? m
  const place = rows.rows.value.findIndex((r) => r.idMessage === m.idMessage)
  return (
    <Dialog title={t().queue.message} close={close}>
      <p class="big-text">{shown.text}</p>
      {live
        ? <p class={`reason big ${shown.waitsFor}`}>{whyOne(shown, rows.filtered.value ? shown.position - 1 : place)}</p>
        : <p class="reason big">{t().queue.hasGone} <a href={`/console/instances/${instance}/journal?id=${m.idMessage}`} onClick={close}>{t().queue.seeJournal}</a></p>}
      <dl class="facts">
        <dt>idMessage</dt><dd><Id>{shown.idMessage}</Id></dd>
        <dt>chatId</dt><dd><Id>{shown.chatId}</Id></dd>
        <dt>{t().queue.accepted}</dt><dd><At at={shown.acceptedAt} /></dd>
        {shown.sendAt && <><dt>{t().queue.goes}</dt><dd><In at={shown.sendAt} /></dd></>}
        <dt>{t().queue.expires}</dt><dd><At at={shown.expiresAt} /></dd>
        <dt>{t().queue.attempts}</dt><dd class="num">{shown.attempts}{shown.inDoubt && `, ${t().queue.inDoubt}`}</dd>
      </dl>
      <Json value={shown.body} />
      <footer>
        <Copy text={JSON.stringify(shown.body)} label={t().copyJson} />
        {live && <Act kind="danger" call={cancelOne(instance, m.idMessage)} disabled={shown.waitsFor === 'sending'} done={() => { rows.drop(new Set([m.idMessage])); tell(t().queue.cancelled(1)); close() }}>{t().queue.cancel}</Act>}
      </footer>
    </Dialog>
  )
}

