// Where the page stands: the path below /console/, and the query.
import { computed, signal } from '@preact/signals'

const base = '/console'
const place = signal(read())

function read(): string {
  return location.pathname.slice(base.length) + location.search
}

export const path = computed(() => place.value.split('?')[0]!.replace(/\/+$/, '') || '/')
export const query = computed(() => new URLSearchParams(place.value.split('?')[1] ?? ''))

export const href = (to: string) => base + to

export function go(to: string, replace = false): void {
  if (replace) history.replaceState(null, '', base + to)
  else history.pushState(null, '', base + to)
  place.value = read()
  if (!replace) window.scrollTo(0, 0)
}

addEventListener('popstate', () => { place.value = read() })

// Links of the console do not load a page.
addEventListener('click', (e) => {
  if (e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return
  const link = (e.target as Element | null)?.closest?.('a')
  if (!link || link.target || link.origin !== location.origin || !link.pathname.startsWith(base + '/')) return
  e.preventDefault()
  go(link.pathname.slice(base.length) + link.search)
})
