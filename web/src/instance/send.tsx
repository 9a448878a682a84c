// The send form: every type of message, each a call of the compatible API.
import { useSignal } from '@preact/signals'
import { green, type Call } from '../api/call'
import type { Instance } from '../api/words'
import { t, type Words } from '../i18n'
import { Act, tell } from '../parts/act'
import { draftOf, sandbox } from '../store'
import { clock } from '../time'

type Kind = keyof Words['send']['kinds']
type Fields = Record<string, string>

interface Field {
  name: keyof Words['send']['fields']
  input?: 'text' | 'area' | 'number' | 'file' | 'lines' | 'check'
  optional?: boolean
  half?: boolean
}

// What each type is made of. Beyond these, quotedMessageId and typingTime fit all.
const forms: Record<Kind, Field[]> = {
  sendMessage: [{ name: 'message', input: 'area' }],
  sendFileByUpload: [{ name: 'file', input: 'file' }, { name: 'caption', optional: true }],
  sendFileByUrl: [{ name: 'urlFile' }, { name: 'fileName', half: true }, { name: 'caption', optional: true, half: true }],
  sendLocation: [
    { name: 'latitude', input: 'number', half: true }, { name: 'longitude', input: 'number', half: true },
    { name: 'nameLocation', optional: true, half: true }, { name: 'address', optional: true, half: true },
  ],
  sendContact: [
    { name: 'phoneContact', input: 'number', half: true }, { name: 'firstName', half: true },
    { name: 'lastName', optional: true, half: true }, { name: 'company', optional: true, half: true },
  ],
  sendPoll: [{ name: 'question' }, { name: 'options', input: 'lines' }, { name: 'multipleAnswers', input: 'check', optional: true }],
  forwardMessages: [{ name: 'chatIdFrom', half: true }, { name: 'messages', input: 'lines' }],
}

const lines = (s = '') => s.split('\n').map((x) => x.trim()).filter(Boolean)
const given = (o: Record<string, unknown>) => Object.fromEntries(Object.entries(o).filter(([, v]) => v !== undefined && v !== ''))
const figure = (s?: string) => s === undefined || s.trim() === '' ? undefined : Number(s)

function bodyOf(kind: Kind, f: Fields): unknown {
  const common = given({ quotedMessageId: f.quotedMessageId, typingTime: figure(f.typingTime) })
  switch (kind) {
    case 'sendMessage': return { chatId: f.chatId, message: f.message ?? '', ...common }
    case 'sendFileByUpload': return undefined
    case 'sendFileByUrl': return { chatId: f.chatId, urlFile: f.urlFile, fileName: f.fileName, ...given({ caption: f.caption }), ...common }
    case 'sendLocation': return { chatId: f.chatId, latitude: figure(f.latitude), longitude: figure(f.longitude), ...given({ nameLocation: f.nameLocation, address: f.address }), ...common }
    case 'sendContact': return { chatId: f.chatId, contact: given({ phoneContact: figure(f.phoneContact), firstName: f.firstName, lastName: f.lastName, company: f.company }), ...common }
    case 'sendPoll': return { chatId: f.chatId, message: f.question, options: lines(f.options), ...(f.multipleAnswers && { multipleAnswers: true }), ...common }
    case 'forwardMessages': return { chatId: f.chatId, chatIdFrom: f.chatIdFrom, messages: lines(f.messages) }
  }
}

interface Sent { idMessage?: string; messages?: string[] }

function callOf(instance: number, kind: Kind, f: Fields, file: File | undefined): Call<Sent> {
  if (kind !== 'sendFileByUpload') return green<Sent>(instance, kind, bodyOf(kind, f))
  const form = new FormData()
  form.set('chatId', f.chatId ?? '')
  for (const name of ['caption', 'quotedMessageId', 'typingTime']) if (f[name]) form.set(name, f[name])
  if (file) form.set('file', file, file.name)
  return { ...green<Sent>(instance, kind, undefined, 'post'), form }
}

export function SendForm({ instance, short, words }: { instance: Instance; short?: boolean; words?: string }) {
  const first = { kind: 'sendMessage' as Kind, fields: { chatId: sandbox.value ? '10000000' : '', message: words ?? '' } as Fields }
  const own = useSignal(first)
  const draft = short ? own : draftOf('send', instance.idInstance, first)
  const { kind, fields } = draft.value
  const file = useSignal<File | undefined>(undefined)
  const last = useSignal('')
  const set = (name: string, value: string) => { draft.value = { ...draft.peek(), fields: { ...draft.peek().fields, [name]: value } } }
  const form = forms[kind]
  const missing = !fields.chatId || form.some((f) => !f.optional && (f.input === 'file' ? !file.value : !fields[f.name]?.trim()))
  const done = (answer: Sent) => {
    last.value = answer.idMessage ?? answer.messages?.[0] ?? ''
    const expected = instance.state === 'authorized' ? instance.queue.lastAt : undefined
    tell(instance.state !== 'authorized' ? t().send.acceptedWaits : expected ? t().send.acceptedAt(clock(expected)) : t().send.accepted)
    draft.value = { kind, fields: { chatId: draft.peek().fields.chatId ?? '' } }
  }
  return (
    <form class="send" onSubmit={(e) => e.preventDefault()}>
      {!short && (
        <div class="kinds" role="group" aria-label={t().send.kind}>
          {(Object.keys(forms) as Kind[]).map((k) => (
            <button type="button" key={k} class="chip" aria-pressed={kind === k} onClick={() => { draft.value = { kind: k, fields } }}>{t().send.kinds[k]}</button>
          ))}
        </div>
      )}
      <div class="grid">
        <label class="field">
          <span>{t().send.fields.chatId}</span>
          <input class="mono" value={fields.chatId} autocomplete="off" spellcheck={false} onInput={(e) => set('chatId', e.currentTarget.value)} data-field="chatId" />
          <small>{t().send.chatHint}</small>
        </label>
        {form.map((f) => <Input key={f.name} f={f} value={fields[f.name] ?? ''} set={(v) => set(f.name, v)} pick={(x) => { file.value = x }} />)}
      </div>
      {!short && kind !== 'forwardMessages' && (
        <details open={Boolean(fields.quotedMessageId || fields.typingTime)}>
          <summary>{t().send.more}</summary>
          <div class="grid">
            <Input f={{ name: 'quotedMessageId', optional: true, half: true }} value={fields.quotedMessageId ?? ''} set={(v) => set('quotedMessageId', v)} />
            <Input f={{ name: 'typingTime', input: 'number', optional: true, half: true }} value={fields.typingTime ?? ''} set={(v) => set('typingTime', v)} />
          </div>
        </details>
      )}
      <div class="send-foot">
        <Act kind="main" call={callOf(instance.idInstance, kind, fields, file.value)} disabled={missing} done={done} name="send">{t().send.button}</Act>
        {last.value && <span class="muted">idMessage <code>{last.value}</code></span>}
      </div>
    </form>
  )
}

function Input({ f, value, set, pick }: { f: Field; value: string; set: (v: string) => void; pick?: (f: File | undefined) => void }) {
  const words = t().send.fields[f.name]
  const label = f.optional ? `${words} (${t().optional})` : words
  const common = { value, 'data-field': f.name, onInput: (e: { currentTarget: { value: string } }) => set(e.currentTarget.value) }
  if (f.input === 'check') {
    return <label class="check"><input type="checkbox" checked={value !== ''} onChange={(e) => set(e.currentTarget.checked ? 'yes' : '')} /> {words}</label>
  }
  return (
    <label class={f.half ? 'field half' : 'field'}>
      <span>{label}</span>
      {f.input === 'area' || f.input === 'lines' ? <textarea rows={f.input === 'area' ? 3 : 4} {...common} />
        : f.input === 'file' ? <input type="file" data-field={f.name} onChange={(e) => pick?.(e.currentTarget.files?.[0])} />
          : <input type="text" inputMode={f.input === 'number' ? 'decimal' : 'text'} {...common} />}
    </label>
  )
}

export function SendPage({ instance }: { instance: Instance }) {
  return (
    <section class="card" aria-label={t().tabs.send}>
      <header><h2>{t().send.title}</h2></header>
      <SendForm instance={instance} />
    </section>
  )
}
