// What the pages know: one signal for each thing that changes by itself.
import { batch, computed, signal, type Signal } from '@preact/signals'
import { call, Failure, send } from './api/call'
import { listen, type Heard, type Line } from './api/stream'
import type { About, Instance, Session } from './api/words'

export const session = signal<Session | undefined>(undefined) // undefined: not asked yet
export const about = signal<About | undefined>(undefined)
export const line = signal<Line>('connecting')
export const instances = signal<ReadonlyMap<number, Instance>>(new Map())
export const over = signal(false) // the session has ended while the page was open
export const loaded = signal(false) // the instances have been asked for

export const mayAct = computed(() => session.value?.role === 'operator')
export const sandbox = computed(() => session.value?.sandbox === true)

// What was typed about an instance and not sent yet outlives the page that it is typed
// on, and a session that is over: it waits for the one who typed it.
const drafts = new Map<string, Signal<unknown>>()
let writer = ''

export function draftOf<T>(what: 'send' | 'settings', id: number, first: T): Signal<T> {
  const name = `${what} ${id}`
  const kept = drafts.get(name) as Signal<T> | undefined ?? signal(first)
  drafts.set(name, kept)
  return kept
}

export function signedOut(): void {
  drafts.clear()
  session.value = { role: 'none' }
}

// Pages hear the stream as it comes; each says for how long.
type Ear = <K extends keyof Heard>(name: K, data: Heard[K]) => void
const ears = new Set<(name: keyof Heard, data: never) => void>()

export function hear(ear: Partial<{ [K in keyof Heard]: (data: Heard[K]) => void }>): () => void {
  const one = (name: keyof Heard, data: never) => ear[name]?.(data)
  ears.add(one)
  return () => { ears.delete(one) }
}

let stop: (() => void) | undefined
let followed = -1

// follow listens to the details of one instance, and to the summaries of all.
export function follow(instance: number): void {
  if (followed === instance && stop) return
  stop?.()
  followed = instance
  line.value = 'connecting'
  stop = listen(instance, { hear: take as (name: keyof Heard, data: unknown) => void, line: (state) => { line.value = state; if (state === 'lost') void checkSession() } })
}

export function unfollow(): void {
  stop?.()
  stop = undefined
  followed = -1
}

const take: Ear = (name, data) => batch(() => {
  switch (name) {
    case 'hello':
      if (!(data as Heard['hello']).resumed) void loadInstances()
      break
    case 'instance': {
      const { instance } = data as Heard['instance']
      learn(instance.idInstance, instance)
      break
    }
    case 'removed': {
      const { idInstance } = data as Heard['removed']
      learn(idInstance, undefined)
      for (const what of ['send', 'settings']) drafts.delete(`${what} ${idInstance}`)
      break
    }
    case 'signedOut':
      end()
      break
  }
  for (const ear of ears) ear(name, data as never)
})

// end is what follows when the session is over. A guest's ends with the login, and
// the page goes on saying how that came out.
function end(): void {
  if (session.peek()?.role !== 'guest') session.value = { role: 'none' }
  over.value = true
  unfollow()
}

// What the stream tells of instances is taken in together, ten times a second at most:
// of ten thousand that change at once each would draw the page anew.
const news = new Map<number, Instance | undefined>() // undefined: it is gone
const together = 100
let due = 0
let took = 0
let asking = 0 // answers that are awaited: they are older than what is told meanwhile

function learn(id: number, instance: Instance | undefined): void {
  news.set(id, instance)
  if (due || asking) return
  const wait = took + together - performance.now()
  if (wait <= 0) takeIn()
  else due = window.setTimeout(takeIn, wait)
}

function takeIn(): void {
  clearTimeout(due)
  due = 0
  took = performance.now()
  if (news.size === 0) return
  const next = new Map(instances.value)
  for (const [id, instance] of news) {
    if (instance) next.set(id, instance)
    else next.delete(id)
  }
  if (!asking) news.clear()
  instances.value = next
}

// put replaces what is known of an instance by what a call answered.
export function put(instance: Instance): void {
  takeIn()
  const next = new Map(instances.value)
  next.set(instance.idInstance, { ...instances.value.get(instance.idInstance), ...instance })
  instances.value = next
}

export async function loadInstances(): Promise<void> {
  if (session.peek()?.role === 'guest') return
  asking++
  try {
    const all: [number, Instance][] = []
    let after: string | undefined
    do {
      const page = await send(call('get', '/v1/instances', { query: { after, limit: 500 } }))
      for (const i of page.instances) all.push([i.idInstance, i])
      after = page.next
    } while (after && all.length < 10_000)
    batch(() => {
      instances.value = new Map(all)
      loaded.value = true
    })
  } catch (err) {
    if (err instanceof Failure && err.code === 'unauthorized') session.value = { role: 'none' }
  } finally {
    asking--
    takeIn()
  }
}

export async function loadSession(): Promise<void> {
  const told = await send(call('get', '/v1/session'))
  const who = `${told.role} ${told.name ?? ''}`
  if (told.role !== 'none' && who !== writer) {
    drafts.clear()
    writer = who
  }
  session.value = told
  over.value = false
  if (told.role === 'operator' || told.role === 'viewer') about.value = await send(call('get', '/v1/about'))
}

// checkSession asks whether the stream was lost because the session has ended.
async function checkSession(): Promise<void> {
  try {
    const told = await send(call('get', '/v1/session'))
    if (told.role === 'none') end()
  } catch {
    // The gateway is away: the stream goes on trying, and the page says so.
  }
}
