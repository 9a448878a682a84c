// The phone plays the other side in the demo: it scans the QR, reads and writes as
// the partner, and makes Telegram misbehave.
import { computed, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { call, send, type Call } from '../api/call'
import type { Instance, Recorded } from '../api/words'
import { t } from '../i18n'
import { Act, tell } from '../parts/act'
import { nameOf } from '../parts/bits'
import { path } from '../router'
import { hear, instances } from '../store'
import { clock } from '../time'

const partner = '10000000'

function control(verb: 'get' | 'post' | 'delete', name: string, body?: unknown): Call<Record<string, unknown>> {
  return { verb, path: `/v1/sandbox/${name}`, body }
}

// The instance whose other side is played: that of the page, else the first.
const played = computed<Instance | undefined>(() => {
  const id = Number(path.value.match(/^\/instances\/(\d+)/)?.[1])
  return instances.value.get(id) ?? [...instances.value.values()].sort((a, b) => a.idInstance - b.idInstance)[0]
})

export function Phone({ close }: { close: () => void }) {
  const i = played.value
  return (
    <aside class="phone" aria-label={t().phone.title} id="phone">
      <header>
        <h2>{t().phone.title}</h2>
        <button type="button" class="close" aria-label={t().close} onClick={close}>×</button>
        <p class="muted">{i ? t().phone.of(nameOf(i)) : ''}</p>
      </header>
      {i && (i.state === 'authorized' || i.state === 'suspended' || i.state === 'starting' ? <Chat instance={i} key={i.idInstance} /> : <Scan instance={i} key={i.idInstance} />)}
      {i && <Faults instance={i} />}
    </aside>
  )
}

function Scan({ instance }: { instance: Instance }) {
  const password = useSignal(false)
  const body = { idInstance: instance.idInstance, ...(password.value && { phone: '79001112233' }) }
  return (
    <div class="phone-body">
      <p>{t().phone.scanHint}</p>
      <label class="check"><input type="checkbox" checked={password.value} onChange={(e) => {
        password.value = e.currentTarget.checked
        if (password.value) void send(control('post', 'accounts', { phone: '79001112233', password: 'secret' })).catch(() => undefined)
      }} /> {t().phone.withPassword}</label>
      <Act kind="main" name="scan" call={control('post', 'scan', body)} done={() => tell(t().phone.scanned)}>{t().phone.scan}</Act>
      <p class="muted">{t().phone.codeHint}</p>
    </div>
  )
}

function Chat({ instance }: { instance: Instance }) {
  const id = instance.idInstance
  const rows = useSignal<Recorded[]>([])
  const text = useSignal('')
  useEffect(() => {
    let later = 0
    const load = () => send(call('get', '/v1/instances/{idInstance}/journal', { path: { idInstance: id }, query: { chat: partner, limit: 30 } })).then((a) => { rows.value = a.messages.filter((m) => m.direction === 'incoming' || m.status === 'delivered' || m.status === 'read').reverse() }, () => undefined)
    const soon = () => { later ||= window.setTimeout(() => { later = 0; void load() }, 250) }
    void load()
    const deaf = hear({ message: (m) => { if (m.what !== 'queued') soon() }, instance: (i) => { if (i.instance.idInstance === id) soon() } })
    return () => { clearTimeout(later); deaf() }
  }, [id])
  return (
    <div class="phone-body">
      <ol class="bubbles" aria-label={t().phone.chat}>
        {rows.value.length === 0 && <li class="muted">{t().phone.nothing}</li>}
        {rows.value.map((m) => <li key={m.direction + m.idMessage} class={m.direction === 'incoming' ? 'mine' : 'theirs'}><span>{m.text || m.type}</span><small class="num">{clock(m.at)}</small></li>)}
      </ol>
      <form class="inline" onSubmit={(e) => e.preventDefault()}>
        <input aria-label={t().phone.write} placeholder={t().phone.write} value={text.value} onInput={(e) => { text.value = e.currentTarget.value }} data-field="phone-text" />
        <Act submit call={control('post', 'write', { idInstance: id, from: partner, text: text.value })} disabled={!text.value.trim()} name="phone-write" done={() => { text.value = '' }}>{t().phone.send}</Act>
      </form>
    </div>
  )
}

function Faults({ instance }: { instance: Instance }) {
  const id = instance.idInstance
  const strike = (body: Record<string, unknown>) => control('post', 'fault', body)
  const done = () => tell(t().phone.struck)
  return (
    <details class="faults">
      <summary>{t().phone.faults}</summary>
      <p class="muted">{t().phone.faultsHint}</p>
      <div class="row-of">
        <Act name="fault-flood" done={done} call={strike({ do: 'error', error: 'FLOOD_WAIT_10', method: 'send', idInstance: id })}>{t().phone.flood}</Act>
        <Act name="fault-outage" done={done} call={strike({ do: 'outage', seconds: 10 })}>{t().phone.outage}</Act>
        <Act done={done} call={strike({ do: 'disconnect', idInstance: id })}>{t().phone.disconnect}</Act>
        <Act done={done} call={strike({ do: 'error', error: 'CHAT_WRITE_FORBIDDEN', method: 'send', idInstance: id })}>{t().phone.refuse}</Act>
        <Act done={done} call={strike({ do: 'revoke', idInstance: id, disconnect: true })}>{t().phone.revoke}</Act>
        <Act name="fault-heal" done={() => tell(t().phone.healed)} call={strike({ do: 'heal' })}>{t().phone.heal}</Act>
      </div>
    </details>
  )
}
