import { useSignal } from '@preact/signals'
import { t } from '../i18n'

// Copy puts a text on the clipboard, also where the page is no secure context.
export function Copy({ text, label, small }: { text: string; label?: string; small?: boolean }) {
  const done = useSignal(false)
  const copy = async () => {
    if (navigator.clipboard) await navigator.clipboard.writeText(text)
    else copyByHand(text)
    done.value = true
    setTimeout(() => { done.value = false }, 1500)
  }
  return (
    <button type="button" class={small ? 'copy small' : 'button plain copy'} onClick={copy} aria-label={label ? undefined : t().copy(text)} title={label ? undefined : t().copy('')}>
      {done.value ? `✓ ${label ? t().copied : ''}` : label ?? <CopyMark />}
    </button>
  )
}

function CopyMark() {
  return (
    <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.4">
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" /><path d="M10.5 5.5V3.5a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2" />
    </svg>
  )
}

function copyByHand(text: string): void {
  const area = document.createElement('textarea')
  area.value = text
  document.body.append(area)
  area.select()
  document.execCommand('copy')
  area.remove()
}

// Id is a number that people copy.
export function Id({ children }: { children: string | number }) {
  return <span class="id"><code>{children}</code><Copy text={String(children)} small /></span>
}
