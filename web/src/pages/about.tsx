import { useEffect } from 'preact/hooks'
import { call } from '../api/call'
import { t } from '../i18n'
import { Code } from '../parts/act'
import { Ago, Card } from '../parts/bits'
import { Copy } from '../parts/copy'
import { about, follow, sandbox } from '../store'
import { HealthCard } from './overview'

export function AboutPage() {
  useEffect(() => follow(0), [])
  const a = about.value
  return (
    <>
      <header class="page-head"><h1>{t().nav.about}</h1></header>
      <HealthCard />
      {a && (
        <Card title={`Sluice ${a.version}`} side={<Code call={call('get', '/v1/about')} />}>
          <dl class="facts">
            {a.commit && <><dt>{t().about.commit}</dt><dd><code>{a.commit}</code></dd></>}
            <dt>Go</dt><dd><code>{a.go}</code></dd>
            <dt>{t().about.started}</dt><dd><Ago at={a.startedAt} /></dd>
            <dt>apiUrl</dt><dd><code>{a.apiUrl}</code> <Copy text={a.apiUrl} small /></dd>
            <dt>mediaUrl</dt><dd><code>{a.mediaUrl}</code> <Copy text={a.mediaUrl} small /></dd>
          </dl>
          <ul class="plain-list">
            <li><a href={a.docsUrl} target="_blank">{t().about.reference}</a></li>
            <li><a href="/openapi.yaml" target="_blank">OpenAPI</a> · <a href="/postman.json" target="_blank">Postman</a> · <a href="/postman-environment.json" target="_blank">{t().about.environment}</a></li>
          </ul>
        </Card>
      )}
      <Card title={t().about.risks}>
        {t().about.risksWords.map((w) => <p key={w}>{w}</p>)}
        <p class="muted">{sandbox.value ? t().about.sandbox : t().about.home}</p>
      </Card>
    </>
  )
}
