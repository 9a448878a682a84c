// The chart of the last hour. uPlot comes only when a chart is drawn.
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type uPlot from 'uplot'
import { call, send } from '../api/call'
import type { Chart as Figures } from '../api/words'
import { lang, t } from '../i18n'
import { hear } from '../store'

export const figuresOf = (instance?: number) => call('get', '/v1/metrics', { query: { instance, minutes: 60 } })

export function Chart({ instance }: { instance?: number }) {
  const box = useRef<HTMLDivElement>(null)
  const figures = useSignal<Figures | undefined>(undefined)
  const failed = useSignal(false)
  useEffect(() => {
    const load = () => send(figuresOf(instance)).then((f) => { figures.value = f }, () => { failed.value = true })
    void load()
    return hear({ metrics: () => void load() })
  }, [instance])

  const f = figures.value
  const words = t().chart
  useEffect(() => {
    const el = box.current
    if (!f || !el) return
    let plot: uPlot | undefined
    let gone = false
    const dark = matchMedia('(prefers-color-scheme: dark)')
    const draw = async () => {
      const { default: UPlot } = await import('./plot')
      if (gone) return
      plot?.destroy()
      plot = new UPlot(options(el, words), columns(f), el)
    }
    void draw()
    const size = new ResizeObserver(() => plot?.setSize({ width: el.clientWidth, height: 180 }))
    size.observe(el)
    dark.addEventListener('change', draw)
    return () => { gone = true; size.disconnect(); dark.removeEventListener('change', draw); plot?.destroy() }
  }, [f, lang.value])

  const sum = (n: number[]) => n.reduce((a, b) => a + b, 0)
  return (
    <figure class="chart" aria-busy={!f && !failed.value}>
      <div ref={box} class="plot" role="img" aria-label={f ? words.summary(sum(f.sent), sum(f.failed), f.waiting.at(-1) ?? 0) : words.title} />
      <figcaption><span class="key sent">{words.sent}</span><span class="key received">{words.received}</span><span class="key waiting">{words.waiting}</span></figcaption>
    </figure>
  )
}

// columns are per minute, so that a glance is enough: the API gives ten seconds.
function columns(f: Figures): uPlot.AlignedData {
  const from = Date.parse(f.from) / 1000
  const each = Math.max(1, Math.round(60_000 / f.stepMs))
  const x: number[] = [], sent: number[] = [], received: number[] = [], waiting: number[] = []
  for (let i = 0; i < f.sent.length; i += each) {
    const part = (n: number[]) => n.slice(i, i + each)
    x.push(from + (i * f.stepMs) / 1000)
    sent.push(part(f.sent).reduce((a, b) => a + b, 0))
    received.push(part(f.received).reduce((a, b) => a + b, 0))
    waiting.push(Math.max(...part(f.waiting)))
  }
  return [x, sent, received, waiting]
}

function options(el: HTMLElement, words: { sent: string; received: string; waiting: string }): uPlot.Options {
  const color = (name: string) => getComputedStyle(el).getPropertyValue(name).trim()
  const ink = getComputedStyle(el).color
  const grid = { stroke: color('--chart-grid'), width: 1 }
  const axis = { stroke: ink, grid, ticks: { show: false }, font: '12px system-ui', gap: 6 }
  return {
    width: el.clientWidth, height: 180, legend: { show: false }, cursor: { show: false }, padding: [8, 4, 0, 0],
    scales: { y: { range: (_u, _min, max) => [0, Math.max(4, max * 1.1)] } },
    axes: [
      { ...axis, values: (_u, times) => times.map((s) => new Intl.DateTimeFormat(lang.peek() === 'ru' ? 'ru-RU' : 'en-GB', { hour: '2-digit', minute: '2-digit' }).format(s * 1000)) },
      { ...axis, size: 44, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 10_000] },
    ],
    series: [
      {},
      { label: words.sent, stroke: color('--chart-sent'), fill: color('--chart-fill'), width: 2, points: { show: false } },
      { label: words.received, stroke: color('--chart-received'), width: 1.5, points: { show: false } },
      { label: words.waiting, stroke: color('--chart-waiting'), width: 1.5, dash: [4, 4], points: { show: false } },
    ],
  }
}
