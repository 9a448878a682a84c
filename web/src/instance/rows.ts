// The queue of one instance as the page has it: a prefix of it, kept true by the
// stream, and fetched further as the reader scrolls.
import { batch, computed, signal } from '@preact/signals'
import { call, send } from '../api/call'
import type { Queued, QueueState, WaitsFor } from '../api/words'
import { tell, wordsFor } from '../parts/act'
import { Turns } from '../parts/turns'

const page = 500 // the most that one call gives

export interface Search {
  words: string
  waitsFor: WaitsFor | ''
  type: string
}

// asked makes of what was typed what the API searches for: an id, a chat, or a text.
export function asked(s: Search): { chat?: string; text?: string; id?: string; waitsFor?: WaitsFor; type?: string } {
  const words = s.words.trim()
  const where = words === '' ? {}
    : /^\d{13}$/.test(words) ? { id: words }
      : /^(-?\d{5,19}|\d{7,15}@c\.us|@\w{4,32}|-?\d+@g\.us)$/.test(words) ? { chat: words }
        : { text: words }
  return { ...where, ...(s.waitsFor && { waitsFor: s.waitsFor }), ...(s.type && { type: s.type }) }
}

export class Rows {
  readonly rows = signal<Queued[]>([])
  readonly state = signal<QueueState | undefined>(undefined)
  readonly search = signal<Search>({ words: '', waitsFor: '', type: '' })
  readonly ready = signal(false)
  readonly filtered = computed(() => Object.keys(asked(this.search.value)).length > 0)
  // How long the list is: all that waits, or with a search what was found so far.
  readonly count = computed(() => this.filtered.value || !this.state.value ? this.rows.value.length : Math.max(this.state.value.count, this.rows.value.length))
  readonly more = signal(false) // there is more to fetch

  private next = ''
  private fetching = false
  private wanted = 0 // how many rows the reader has scrolled to
  private readonly turns = new Turns()
  private sign = ''

  constructor(readonly instance: number) {}

  load = (): Promise<void> => this.turns.take(() => this.fetch(), (answer) => {
    this.rows.value = answer.messages
    this.state.value = answer.queue
    this.next = answer.next ?? ''
    this.more.value = this.next !== ''
    this.ready.value = true
    this.sign = signOf(answer.queue)
    if (this.filtered.peek() || this.wanted > answer.messages.length) void this.fill()
  })

  private fetch(after?: string) {
    return send(call('get', '/v1/instances/{idInstance}/queue', {
      path: { idInstance: this.instance }, query: { ...asked(this.search.peek()), after, limit: page },
    }))
  }

  // want says that the reader has scrolled to row n.
  want(n: number): void {
    this.wanted = n
    if (n > this.rows.peek().length) void this.fill()
  }

  private async fill(): Promise<void> {
    if (this.fetching) return
    this.fetching = true
    const turn = this.turns.now
    try {
      while (turn === this.turns.now && this.next && this.rows.peek().length < Math.max(this.wanted, 1)) {
        const answer = await this.fetch(this.next)
        if (turn !== this.turns.now) return
        const known = new Set(this.rows.peek().map((m) => m.idMessage))
        batch(() => {
          this.rows.value = [...this.rows.peek(), ...answer.messages.filter((m) => !known.has(m.idMessage))]
          this.next = answer.next ?? ''
          this.more.value = this.next !== ''
        })
      }
    } catch (err) {
      tell(wordsFor(err), true)
    } finally {
      this.fetching = false
    }
    if (turn !== this.turns.now) void this.fill() // a newer search has come meanwhile
  }

  // heard takes what the stream told: the state, and the first of the queue.
  heard(state: QueueState, head: Queued[]): void {
    this.state.value = state
    if (this.filtered.peek()) { // what was found may have gone
      this.soon(1000)
      return
    }
    const sign = signOf(state)
    const jump = sign !== this.sign // what all of them wait for has changed: so have the times of all
    this.sign = sign
    const rows = this.rows.peek()
    const end = head.length ? rows.findIndex((m) => m.idMessage === head[head.length - 1]!.idMessage) : -1
    if (head.length === state.count) {
      this.rows.value = head
      this.next = ''
      this.more.value = false
      return
    }
    if (end < 0) {
      this.soon(0)
      return
    }
    this.rows.value = [...head, ...rows.slice(end + 1)]
    if (jump || (!this.next && this.rows.peek().length !== state.count)) this.soon(300)
  }

  // drop takes out what was cancelled, before the stream tells of it.
  drop(ids: ReadonlySet<string>): void {
    this.rows.value = this.rows.peek().filter((m) => !ids.has(m.idMessage))
  }

  // soon loads again, once for many reasons.
  soon(ms: number): void {
    this.turns.soon(ms, this.load)
  }

  close(): void {
    this.turns.close()
  }
}

// signOf is equal as long as the messages wait for the same.
function signOf(q: QueueState): string {
  const whole = q.waitsFor === 'interval' || q.waitsFor === 'sending' || q.waitsFor === 'turn' ? 'flows' : `${q.waitsFor}${q.until ?? ''}`
  return [q.paused?.at, q.held, q.intervalMs, whole].join()
}
