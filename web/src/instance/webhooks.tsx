// What the client is told: what waits for it, what was tried, what was given up,
// and all of it as it went out.
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useMemo } from 'preact/hooks'
import { call, send } from '../api/call'
import type { BornEvent, Delivery, Instance, Letter, Told } from '../api/words'
import { t } from '../i18n'
import { Act, Code, tell, wordsFor } from '../parts/act'
import { Ago, At, Card, Empty, In, Json } from '../parts/bits'
import { Turns } from '../parts/turns'
import { hear, mayAct } from '../store'
import { number, span } from '../time'

export function WebhooksPage({ instance }: { instance: Instance }) {
  const id = instance.idInstance
  const at = { path: { idInstance: id } }
  const told = useSignal<{ count: number; notifications: Told[] } | undefined>(undefined)
  const tries = useSignal<Delivery[] | undefined>(undefined)
  const letters = useSignal<Letter[]>([])
  const calls = {
    told: call('get', '/v1/instances/{idInstance}/notifications', { ...at, query: { limit: 50 } }),
    tries: call('get', '/v1/instances/{idInstance}/deliveries', at),
    letters: call('get', '/v1/instances/{idInstance}/dead-letters', { ...at, query: { limit: 50 } }),
  }
  const turns = useMemo(() => new Turns(), [id])
  const load = () => turns.take(() => Promise.all([send(calls.told), send(calls.tries), send(calls.letters)]), ([a, b, c]) => {
    told.value = a
    tries.value = b.deliveries
    letters.value = c.letters
  })
  useEffect(() => {
    void load()
    const soon = () => turns.soon(400, load)
    const deaf = hear({
      notification: (n) => { if (n.idInstance === id) soon() },
      delivery: (d) => { if (d.idInstance === id) soon() },
      instance: (i) => { if (i.instance.idInstance === id && i.instance.notifications.count !== told.peek()?.count) soon() },
      hello: (h) => { if (!h.resumed) soon() },
    })
    return () => { turns.close(); deaf() }
  }, [turns])

  const n = instance.notifications
  const cause = letters.value.length ? 'givenUp' : n.silent ? 'silent' : 'taken'
  return (
    <div class="stack" aria-busy={told.value === undefined}>
      <p class="lead">
        {n.webhook ? t().webhooks.pushes(n.webhook) : t().webhooks.polls}
        {n.failing && <strong class="problem"> {t().webhooks.failing(n.failing.attempt, n.failing.error)}</strong>}
      </p>
      <Card title={t().webhooks.pending(told.value?.count ?? n.count)} side={<Code call={calls.told} />}>
        {told.value && told.value.notifications.length === 0 && <Empty title={t().webhooks.nonePending}><p data-cause={cause}>{t().webhooks.noneBecause[cause]}</p></Empty>}
        <Rows>
          {told.value?.notifications.map((x) => (
            <Letterbox key={x.receiptId} type={x.typeWebhook} receipt={x.receiptId} body={x.body} at={<Ago at={x.bornAt} />} more={<span class="muted">{t().webhooks.until} <In at={x.expiresAt} /></span>}>
              <Act kind="quiet" call={call('delete', '/v1/instances/{idInstance}/notifications/{receiptId}', { path: { idInstance: id, receiptId: x.receiptId } })} done={load}>{t().webhooks.drop}</Act>
            </Letterbox>
          ))}
        </Rows>
      </Card>
      {(n.webhook || (tries.value?.length ?? 0) > 0) && (
        <Card title={t().webhooks.attempts} side={<Code call={calls.tries} />}>
          {tries.value?.length === 0 && <Empty title={t().webhooks.noAttempts}><p>{t().webhooks.noAttemptsHint}</p></Empty>}
          {tries.value && tries.value.length > 0 && (
            <div class="table-box" tabIndex={0} role="region" aria-label={t().webhooks.attempts}>
              <table>
                <thead><tr><th>{t().webhooks.at}</th><th>receiptId</th><th>{t().webhooks.attempt}</th><th>{t().webhooks.result}</th><th>{t().webhooks.took}</th><th /></tr></thead>
                <tbody>
                  {tries.value.map((d) => (
                    <tr key={`${d.at}${d.receiptId}${d.attempt}`} data-receipt={d.receiptId}>
                      <td><At at={d.at} /></td><td class="num">{d.receiptId}</td><td class="num">{d.attempt}</td>
                      <td>{d.status !== undefined && <span class={`status ${d.status < 300 ? 'delivered' : 'failed'}`}>{d.status}</span>} {d.error}{d.buried && ` ${t().webhooks.buried}`}</td>
                      <td class="num">{span(d.tookMs)}</td>
                      <td><Act kind="quiet" name="resend" call={resend(id, d.receiptId)} done={() => { tell(t().webhooks.resent); void load() }}>{t().webhooks.resend}</Act></td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </Card>
      )}
      {letters.value.length > 0 && (
        <Card title={t().webhooks.dead} side={<Act call={call('post', '/v1/instances/{idInstance}/dead-letters/resend', { ...at, body: { all: true } })} done={() => { tell(t().webhooks.resent); void load() }}>{t().webhooks.resendAll}</Act>}>
          <Rows>
            {letters.value.map((x) => (
              <Letterbox key={x.receiptId} type={x.typeWebhook} receipt={x.receiptId} body={x.body} at={<At at={x.buriedAt} />}>
                <Act kind="quiet" call={call('post', '/v1/instances/{idInstance}/dead-letters/resend', { ...at, body: { receiptIds: [x.receiptId] } })} done={() => { tell(t().webhooks.resent); void load() }}>{t().webhooks.resend}</Act>
              </Letterbox>
            ))}
          </Rows>
        </Card>
      )}
    </div>
  )
}

const resend = (idInstance: number, receiptId: number) => call('post', '/v1/instances/{idInstance}/events/{receiptId}/resend', { path: { idInstance, receiptId } })

export function EventsPage({ instance }: { instance: Instance }) {
  const id = instance.idInstance
  const events = useSignal<BornEvent[] | undefined>(undefined)
  const type = useSignal('')
  const what = call('get', '/v1/instances/{idInstance}/events', { path: { idInstance: id }, query: { limit: 200 } })
  const take = (more: BornEvent[]) => { // what the stream tells may be newer than an answer that is on its way
    const each = new Map([...(events.peek() ?? []), ...more].map((e) => [e.receiptId, e]))
    events.value = [...each.values()].sort((a, b) => b.receiptId - a.receiptId).slice(0, 200)
  }
  const load = () => send(what).then((a) => take(a.events), (err) => tell(wordsFor(err), true))
  useEffect(() => {
    void load()
    return hear({
      notification: (n) => {
        if (n.idInstance === id) take([n])
      },
      hello: (h) => { if (!h.resumed) void load() },
    })
  }, [id])
  const types = [...new Set(events.value?.map((e) => e.typeWebhook))]
  const rows = events.value?.filter((e) => !type.value || e.typeWebhook === type.value)
  return (
    <Card title={t().events.title} side={<Code call={what} />}>
      <p class="muted">{t().events.hint}</p>
      {types.length > 1 && (
        <div class="kinds" role="group" aria-label={t().events.type}>
          {['', ...types].map((k) => <button type="button" key={k} class="chip" aria-pressed={type.value === k} onClick={() => { type.value = k }}>{k || t().all}</button>)}
        </div>
      )}
      {rows?.length === 0 && <Empty title={t().events.empty}><p>{t().events.emptyHint}</p></Empty>}
      <Rows>
        {rows?.map((e) => (
          <Letterbox key={e.receiptId} type={e.typeWebhook} receipt={e.receiptId} body={e.body} at={<At at={e.at} />}>
            {mayAct.value && <Act kind="quiet" call={resend(id, e.receiptId)} done={() => tell(t().webhooks.resent)}>{t().webhooks.resend}</Act>}
          </Letterbox>
        ))}
      </Rows>
    </Card>
  )
}

const Rows = ({ children }: { children: ComponentChildren }) => <ul class="letters">{children}</ul>

// gist is the one line of a notification that people look for.
function gist(body: unknown): string {
  const b = body as { stateInstance?: string; status?: string; chatId?: string; senderData?: { chatName?: string }; messageData?: { textMessageData?: { textMessage?: string }; fileMessageData?: { caption?: string; fileName?: string }; typeMessage?: string } }
  const m = b.messageData
  return [b.senderData?.chatName ?? b.chatId, b.stateInstance ?? b.status ?? m?.textMessageData?.textMessage ?? m?.fileMessageData?.caption ?? m?.fileMessageData?.fileName ?? m?.typeMessage].filter(Boolean).join(': ')
}

function Letterbox({ type, receipt, body, at, more, children }: { type: string; receipt: number; body: unknown; at: ComponentChildren; more?: ComponentChildren; children: ComponentChildren }) {
  return (
    <li data-receipt={receipt}>
      <details>
        <summary><span class="kind">{type}</span> <span class="letter-gist">{gist(body)}</span> <span class="muted num">#{number(receipt)} · {at}</span></summary>
        <Json value={body} />
        <p class="letter-foot">{more}{children}</p>
      </details>
    </li>
  )
}
