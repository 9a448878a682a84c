// A list of which only what can be seen is drawn, however long it is.
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'

interface ListProps {
  count: number
  height: number // of a row, in pixels
  row: (i: number) => ComponentChildren
  keyOf: (i: number) => string
  // Told which rows can be seen.
  seen?: (first: number, last: number) => void
  label: string
}

const margin = 6 // rows drawn beyond what can be seen

export function List({ count, height, row, keyOf, seen, label }: ListProps) {
  const box = useRef<HTMLDivElement>(null)
  const top = useSignal(0)
  const room = useSignal(600)

  useLayoutEffect(() => {
    const el = box.current!
    const measure = new ResizeObserver(() => { room.value = el.clientHeight })
    measure.observe(el)
    return () => measure.disconnect()
  }, [])

  const first = Math.max(0, Math.floor(top.value / height) - margin)
  const last = Math.min(count, Math.ceil((top.value + room.value) / height) + margin)
  useEffect(() => seen?.(first, last), [first, last, count])

  const rows = []
  for (let i = first; i < last; i++) {
    rows.push(
      <div key={keyOf(i)} class="list-row" role="listitem" aria-setsize={count} aria-posinset={i + 1} style={{ transform: `translateY(${i * height}px)`, height: `${height}px` }}>
        {row(i)}
      </div>,
    )
  }
  return (
    <div class="list" ref={box} tabIndex={0} role="group" aria-label={label} onScroll={(e) => { top.value = e.currentTarget.scrollTop }}>
      <div class="list-all" role="list" aria-label={label} style={{ height: `${count * height}px` }}>{rows}</div>
    </div>
  )
}
