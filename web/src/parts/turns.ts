// Answers come late and in another order than they were asked for. Turns keeps one
// list true all the same: an answer counts only while nothing was asked after it, and
// what news ask for waits until the answer under way is there, so that news that keep
// coming never put it off for ever.
import { batch, signal } from '@preact/signals'
import { tell, wordsFor } from './act'

export class Turns {
  private turn = 0 // counts what was asked
  private open = 0 // answers that are awaited
  private later = 0

  // now is equal as long as nothing was asked anew.
  get now(): number {
    return this.turn
  }

  // take asks, and takes the answer in unless something was asked meanwhile.
  async take<A>(ask: () => Promise<A>, taken: (answer: A) => void): Promise<void> {
    const turn = ++this.turn
    this.open++
    try {
      const answer = await ask()
      if (turn === this.turn) batch(() => taken(answer))
    } catch (err) {
      if (turn === this.turn) tell(wordsFor(err), true)
    } finally {
      this.open--
    }
  }

  // soon loads once for many reasons, in ms at the earliest.
  soon(ms: number, load: () => void): void {
    this.later ||= window.setTimeout(() => {
      this.later = 0
      if (this.open) this.soon(100, load)
      else load()
    }, ms)
  }

  close(): void {
    clearTimeout(this.later)
    this.later = 0
    this.turn++
  }
}

export interface Page<T> { rows: T[]; next?: string }

// Paged is a list that is read back in time, page by page. News make it begin anew,
// unless the reader has gone back: then it stays where it is.
export class Paged<T> {
  readonly rows = signal<T[]>([])
  readonly next = signal<string | undefined>(undefined)
  readonly ready = signal(false)
  private back = false // the reader has gone back in time
  private going = 0 // older pages that are awaited
  private readonly turns = new Turns()

  constructor(private readonly ask: (before?: string) => Promise<Page<T>>) {}

  load = async (before?: string): Promise<void> => {
    if (before) this.going++
    await this.turns.take(() => this.ask(before), (page) => {
      this.rows.value = before ? [...this.rows.peek(), ...page.rows] : page.rows
      this.next.value = page.next
      this.back = before !== undefined
      this.ready.value = true
    })
    if (before) this.going--
  }

  soon(ms: number): void {
    this.turns.soon(ms, () => { if (!this.back && !this.going) void this.load() })
  }

  close(): void {
    this.turns.close()
  }
}
