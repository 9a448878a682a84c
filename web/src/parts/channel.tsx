// The channel is the sign of the console: what waits stands before the gate, and
// the gate says why it is shut and when it opens.
import type { Instance } from '../api/words'
import { t } from '../i18n'
import { number } from '../time'
import { why } from './why'

const marks = 28 // how many messages are drawn one by one

export function Channel({ instance, small }: { instance: Instance; small?: boolean }) {
  const q = instance.queue
  const shut = q.paused || q.held || instance.state !== 'authorized'
  const kind = q.count === 0 && !q.held ? 'calm' : shut ? 'shut' : q.waitsFor === 'flood' || q.waitsFor === 'offline' ? 'waits' : 'flows'
  const drops = Math.min(q.count, marks)
  return (
    <div class={`channel ${kind}${small ? ' small' : ''}`}>
      <div class="water" aria-hidden="true">
        {Array.from({ length: drops }, (_, i) => <i key={i} class={i === 0 && q.sending ? 'going' : undefined} />)}
      </div>
      <div class="gate" aria-hidden="true" />
      <p class="channel-words">
        {!small && <strong class="num">{t().waiting(q.count)}</strong>}
        {small && <strong class="num">{number(q.count)}</strong>}{' '}
        <span>{why(instance)}</span>
      </p>
    </div>
  )
}
