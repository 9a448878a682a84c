import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { call, send } from '../api/call'
import type { Compatibility } from '../api/words'
import { t } from '../i18n'
import { Code, tell, wordsFor } from '../parts/act'
import { Ago, Card, Empty, nameOf } from '../parts/bits'
import { Copy } from '../parts/copy'
import { about, follow, hear, instances } from '../store'
import { full, number } from '../time'

// CompatibilityPage says to those who move here whether their program is understood.
export function CompatibilityPage() {
  const found = useSignal<Compatibility | undefined>(undefined)
  const instance = useSignal(0)
  const what = call('get', '/v1/compatibility', { query: { instance: instance.value || undefined } })
  useEffect(() => follow(0), [])
  useEffect(() => {
    const load = () => send(what).then((c) => { found.value = c }, (err) => tell(wordsFor(err), true))
    void load()
    return hear({ metrics: () => void load() })
  }, [instance.value])
  const c = found.value
  const url = about.value?.apiUrl ?? location.origin
  const understood = c?.methods.filter((m) => m.known && m.refused === 0).length ?? 0
  return (
    <>
      <header class="page-head"><h1>{t().nav.compatibility}</h1><Code call={what} /></header>
      <p class="lead">{t().compatibility.lead}</p>
      <div class="bar">
        <p class="urls"><span>apiUrl <code>{url}</code> <Copy text={url} small /></span><span>mediaUrl <code>{about.value?.mediaUrl ?? url}</code> <Copy text={about.value?.mediaUrl ?? url} small /></span></p>
        <select aria-label={t().compatibility.of} value={instance.value} onChange={(e) => { instance.value = Number(e.currentTarget.value) }}>
          <option value={0}>{t().compatibility.everybody}</option>
          {[...instances.value.values()].slice(0, 200).map((i) => <option key={i.idInstance} value={i.idInstance}>{nameOf(i)} · {i.idInstance}</option>)}
        </select>
      </div>
      {c && c.methods.length === 0 && <Empty title={t().compatibility.none}><p>{t().compatibility.noneHint}</p></Empty>}
      {c && c.methods.length > 0 && (
        <Card title={<span class={understood === c.methods.length ? 'good' : ''}>{understood === c.methods.length && '✓ '}{t().compatibility.understood(understood, c.methods.length)}</span>}
          side={<span class="muted">{t().compatibility.since(full(c.since))}</span>}>
          <div class="table-box" tabIndex={0} role="region" aria-label={t().nav.compatibility}>
            <table>
              <thead><tr><th>{t().compatibility.method}</th><th>{t().compatibility.verdict}</th><th class="right">{t().compatibility.calls}</th><th class="right">{t().compatibility.refusedCount}</th><th>{t().compatibility.last}</th></tr></thead>
              <tbody>
                {c.methods.map((m) => (
                  <tr key={m.method}>
                    <td><code>{m.method}</code></td>
                    <td><span class={`status ${m.known ? 'delivered' : 'failed'}`}>{m.known ? t().compatibility.known : t().compatibility.unknown}</span></td>
                    <td class="num right">{number(m.calls)}</td><td class="num right">{number(m.refused)}</td><td><Ago at={m.lastAt} /></td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Card>
      )}
      {c && c.unknownFields.length > 0 && (
        <Card title={t().compatibility.fields}>
          <p class="muted">{t().compatibility.fieldsHint}</p>
          <ul class="plain-list">{c.unknownFields.map((f) => <li key={f.method + f.field}><code>{f.method}</code> · <code>{f.field}</code> <span class="muted num">× {number(f.count)}</span></li>)}</ul>
        </Card>
      )}
      {c && c.refused.length > 0 && (
        <Card title={t().compatibility.refused}>
          <ul class="plain-list">{c.refused.map((r) => <li key={r.method + r.text}><span class="status failed">{r.status}</span> <code>{r.method}</code> {r.text} <span class="muted num">× {number(r.count)}</span></li>)}</ul>
        </Card>
      )}
      <p class="muted"><a href="/docs/api" target="_blank">{t().compatibility.docs}</a></p>
    </>
  )
}
