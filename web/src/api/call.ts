// A call of the API is data: what a button sends is what `</>` shows. Its types
// come from the OpenAPI file, so a field that is renamed there breaks the build
// here, and not a page.
import type { paths } from './schema'

export type Verb = 'get' | 'post' | 'patch' | 'delete'

export interface Call<Answer = unknown> {
  verb: Verb
  path: string
  body?: unknown
  // A multipart form in place of a body.
  form?: FormData
  // The same as a call of the compatible API, if it is one: its method.
  green?: { method: string; instance: number }
  // Never there: it carries the type of the answer.
  answer?: Answer
}

type Operation<P extends keyof paths, V extends Verb> = paths[P][V]
type PathOf<O> = O extends { parameters: { path: infer T } } ? T : undefined
type QueryOf<O> = O extends { parameters: { query?: infer T } } ? T : undefined
type BodyOf<O> = O extends { requestBody?: { content: { 'application/json': infer T } } } ? T : undefined
type Good<R> = R extends Record<number, unknown> ? R[200 & keyof R] | R[201 & keyof R] : never
type AnswerOf<O> = O extends { responses: infer R }
  ? Good<R> extends infer G ? (G extends { content: { 'application/json': infer T } } ? T : never) : never
  : never

interface With<O> {
  path?: PathOf<O>
  query?: QueryOf<O>
  body?: BodyOf<O>
}

export function call<P extends keyof paths & `/v1/${string}`, V extends Verb>(
  verb: V,
  path: P,
  given: With<Operation<P, V>> = {},
): Call<AnswerOf<Operation<P, V>>> {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String((given.path as Record<string, unknown> | undefined)?.[name] ?? '')))
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(given.query ?? {})) {
    if (value !== undefined && value !== '') query.set(name, String(value))
  }
  const text = query.toString()
  return { verb, path: text ? `${filled}?${text}` : filled, body: given.body }
}

// green is a method of the compatible API, called for one instance without its token.
export function green<Answer>(instance: number, method: string, body?: unknown, verb: Verb = body === undefined ? 'get' : 'post', rest = ''): Call<Answer> {
  return { verb, path: `/v1/instances/${instance}/api/${method}${rest}`, body, green: { method: method + rest, instance } }
}

// A Failure is an answer that is no success, or none at all.
export class Failure extends Error {
  constructor(
    readonly status: number, // 0: there was no answer
    readonly code: string,
    text: string,
    readonly field = '',
    readonly waitMs = 0,
    readonly details: Record<string, unknown> = {},
  ) {
    super(text)
  }
}

// skew is how far the clock of the server is ahead of this one, in milliseconds.
export const skew = { ms: 0 }

function learnSkew(response: Response, asked: number): void {
  const date = Date.parse(response.headers.get('date') ?? '')
  if (Number.isNaN(date)) return
  const ahead = date + 500 - (asked + Date.now()) / 2 // the header has whole seconds
  skew.ms = Math.abs(ahead) > 1500 ? ahead : 0
}

export async function send<Answer>(what: Call<Answer>, signal?: AbortSignal): Promise<Answer> {
  const asked = Date.now()
  let response: Response
  try {
    response = await fetch(what.path, {
      method: what.verb.toUpperCase(),
      headers: what.body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: what.form ?? (what.body === undefined ? undefined : JSON.stringify(what.body)),
      signal,
      cache: 'no-store',
    })
  } catch (err) {
    if (signal?.aborted) throw err
    throw new Failure(0, 'unreachable', String(err))
  }
  learnSkew(response, asked)
  const text = await response.text()
  let answer: unknown
  try {
    answer = text === '' ? undefined : JSON.parse(text)
  } catch {
    answer = text
  }
  if (!response.ok) throw failure(response.status, answer)
  return answer as Answer
}

function failure(status: number, answer: unknown): Failure {
  if (typeof answer === 'object' && answer !== null) {
    const { error, message } = answer as { error?: Record<string, unknown>; message?: string }
    if (error && typeof error === 'object') {
      return new Failure(status, String(error.code), String(error.text), String(error.field ?? ''), Number(error.waitMs ?? 0), error.details as Record<string, unknown>)
    }
    if (typeof error === 'string') return new Failure(status, 'invalid', error) // of the sandbox
    if (message) return new Failure(status, 'invalid', message) // of the compatible API
  }
  return new Failure(status, 'internal', typeof answer === 'string' && answer ? answer : `HTTP ${status}`)
}
