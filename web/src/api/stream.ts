// The event stream. A browser has six connections to a host, so of all tabs that
// show the same one is elected to hold the stream (by a lock) and passes on what
// it hears (by a channel). A tab that nobody looks at for a minute lets go.
import type { BornEvent, Delivery, Instance, Login, Queued, QueueState } from './words'

export interface Heard {
  hello: { revision: number; resumed: boolean }
  instance: { instance: Instance }
  removed: { idInstance: number }
  queue: { idInstance: number; queue: QueueState; messages: Queued[] }
  message: { idInstance: number; what: 'queued' | 'sent' | 'failed' | 'received'; at: string; idMessage: string; chatId: string; text: string }
  notification: { idInstance: number } & BornEvent
  delivery: { idInstance: number; delivery: Delivery }
  login: { login: Login }
  metrics: { at: string; queued: number; sent: number; failed: number; received: number; waiting: number }
  signedOut: object
}

export type Listener = { [K in keyof Heard]: (name: K, data: Heard[K]) => void }[keyof Heard]
export type Line = 'connecting' | 'live' | 'lost'

const names = ['hello', 'instance', 'removed', 'queue', 'message', 'notification', 'delivery', 'login', 'metrics', 'signedOut'] as const
const patience = 60_000 // how long a hidden tab keeps its stream

interface Passed {
  line?: Line
  who?: true
  name?: keyof Heard
  data?: unknown
  id?: string
}

export interface Ears {
  hear(name: keyof Heard, data: unknown): void
  line(state: Line): void
}

// listen follows the stream of one instance, or with 0 of all, until the function
// that it returns is called.
export function listen(instance: number, ears: Ears): () => void {
  const key = `sluice-events-${instance}`
  const channel = new BroadcastChannel(key)
  let source: EventSource | undefined
  let lastId = ''
  let line: Line = 'connecting'
  let stopped = false
  let letGo: (() => void) | undefined // gives the lock back
  let asking: AbortController | undefined // for the lock
  let retry = 0
  let hidden = 0

  const say = (state: Line) => {
    line = state
    ears.line(state)
  }
  const pass = (p: Passed) => { if (!stopped) channel.postMessage(p) }

  function open(): void {
    const query = new URLSearchParams()
    if (instance) query.set('instance', String(instance))
    if (lastId) query.set('lastEventId', lastId)
    const text = query.toString()
    source = new EventSource(text ? `/v1/events?${text}` : '/v1/events')
    for (const name of names) {
      source.addEventListener(name, (e) => {
        const event = e as MessageEvent<string>
        lastId = event.lastEventId || lastId
        const data: unknown = JSON.parse(event.data)
        pass({ name, data, id: lastId })
        if (name === 'signedOut') source?.close()
        ears.hear(name, data)
      })
    }
    source.onopen = () => {
      say('live')
      pass({ line: 'live' })
    }
    source.onerror = () => {
      say('lost')
      pass({ line: 'lost' })
      if (source?.readyState === EventSource.CLOSED && !stopped) { // refused: it does not try again by itself
        clearTimeout(retry)
        retry = window.setTimeout(open, 3000)
      }
    }
  }

  function close(): void {
    clearTimeout(retry)
    source?.close()
    source = undefined
    asking?.abort()
    asking = undefined
    letGo?.()
    letGo = undefined
  }

  function begin(): void {
    if (!('locks' in navigator)) { // no secure context: each tab for itself
      if (!source) open()
      return
    }
    if (asking) return
    asking = new AbortController()
    pass({ who: true })
    navigator.locks.request(key, { signal: asking.signal }, () => new Promise<void>((done) => {
      letGo = done
      open()
    })).catch(() => undefined) // aborted
  }

  channel.onmessage = (e: MessageEvent<Passed>) => {
    const { line: state, who, name, data, id } = e.data
    if (who && source) pass({ line })
    if (source) return // this tab hears for itself
    if (state) say(state)
    if (id) lastId = id
    if (name) ears.hear(name, data)
  }

  function watch(): void {
    clearTimeout(hidden)
    if (document.visibilityState === 'hidden') hidden = window.setTimeout(close, patience)
    else begin()
  }
  document.addEventListener('visibilitychange', watch)
  begin()

  return () => {
    stopped = true
    document.removeEventListener('visibilitychange', watch)
    clearTimeout(hidden)
    close()
    channel.close()
  }
}
