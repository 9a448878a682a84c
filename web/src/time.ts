// The clock of the pages. `now` is the server's time, and moves twice a second
// while somebody looks, so that only the texts that show it are drawn again.
import { signal } from '@preact/signals'
import { skew } from './api/call'
import { locale } from './i18n'

export const now = signal(Date.now())

setInterval(() => {
  if (document.visibilityState === 'visible') now.value = Date.now() + skew.ms
}, 500)

const second = 1000, minute = 60 * second, hour = 60 * minute, day = 24 * hour

const unit = (n: number, name: string, digits = 0) =>
  new Intl.NumberFormat(locale(), { style: 'unit', unit: name, unitDisplay: 'narrow', maximumFractionDigits: digits }).format(n)

// span is a duration in one or two units: "2.5s", "4m 10s", "3h".
export function span(ms: number): string {
  ms = Math.max(0, ms)
  if (ms < 10 * second) return unit(Math.round(ms / 100) / 10, 'second', 1)
  if (ms < minute) return unit(Math.round(ms / second), 'second')
  if (ms < hour) return two(ms, minute, 'minute', second, 'second')
  if (ms < day) return two(ms, hour, 'hour', minute, 'minute')
  return two(ms, day, 'day', hour, 'hour')
}

function two(ms: number, big: number, bigName: string, small: number, smallName: string): string {
  const n = Math.floor(ms / big)
  const rest = Math.floor((ms - n * big) / small)
  return rest ? `${unit(n, bigName)} ${unit(rest, smallName)}` : unit(n, bigName)
}

// clock is the time of day, with the date when it is not today's.
export function clock(at: string | number): string {
  const t = new Date(at)
  const today = new Date(now.peek()).toDateString() === t.toDateString()
  return new Intl.DateTimeFormat(locale(), today
    ? { hour: '2-digit', minute: '2-digit', second: '2-digit' }
    : { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(t)
}

export const full = (at: string) => new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(at))
export const date = (at: string) => new Intl.DateTimeFormat(locale(), { dateStyle: 'long' }).format(new Date(at))
export const number = (n: number) => new Intl.NumberFormat(locale()).format(n)
export const bytes = (n: number) => n < 1024 ? unit(n, 'byte') : n < 1 << 20 ? unit(n / 1024, 'kilobyte', 1) : unit(n / (1 << 20), 'megabyte', 1)
