// Why something waits, in words.
import type { Instance, Queued } from '../api/words'
import { t } from '../i18n'
import { clock, now, span } from '../time'

// at is a moment as people say it: near ones count down, others are a time of day.
function at(until: string | undefined): string {
  if (!until) return ''
  const ms = Date.parse(until) - now.value
  if (ms <= 0) return t().nowWord
  return ms < 60_000 ? t().inTime(span(ms)) : t().untilTime(clock(until))
}

// why says why the next message of an instance has not gone yet.
export function why(i: Instance): string {
  const w = t().why
  const q = i.queue
  if (q.paused) return w.pausedBy(q.paused.by ?? '')
  if (q.held) return w.held[q.heldFor ?? 'asked']
  if (q.count === 0) return i.state === 'authorized' ? w.empty : t().shut[i.state]
  switch (q.waitsFor) {
    case undefined:
    case 'turn': return w.turn
    case 'sending': return w.sending
    case 'interval': return w.interval(at(q.until ?? q.nextAt))
    case 'flood': return w.flood(at(q.until))
    case 'offline': return w.offline(at(q.until))
    case 'retry': return w.retry(at(q.until))
    case 'authorization': return w.authorization
    case 'suspended': return w.suspended(at(q.until ?? i.suspendedUntil))
    case 'paused': return w.pausedBy('')
    case 'held': return w.held[q.heldFor ?? 'asked']
    case 'chat': return w.allAside(at(q.until))
    case 'expiry': return w.expiry
  }
}

// whyOne says why one message has not gone yet. behind is how many stand before it.
export function whyOne(m: Queued, behind: number): string {
  const w = t().why
  switch (m.waitsFor) {
    case 'sending': return w.sending
    case 'turn': return behind > 0 ? w.behind(behind) : w.turn
    case 'interval': return w.interval(at(m.until))
    case 'flood': return w.flood(at(m.until))
    case 'offline': return w.offline(at(m.until))
    case 'retry': return w.retry(at(m.until))
    case 'authorization': return w.authorization
    case 'suspended': return w.suspended(at(m.until))
    case 'paused': return w.pausedBy(m.by ?? '')
    case 'held': return w.held[m.heldFor ?? 'asked']
    case 'chat': return `${m.reason ? t().reasons[m.reason] : w.chat}${m.behind ? `, ${w.behindInChat(m.behind)}` : ''}${m.until ? `, ${at(m.until)}` : ''}`
    case 'expiry': return w.expiry
  }
}
