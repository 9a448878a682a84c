import { useSignal } from '@preact/signals'
import { call, Failure, send } from '../api/call'
import { t } from '../i18n'
import { Code, wordsFor } from '../parts/act'
import { Mark } from '../parts/mark'
import { loadSession } from '../store'

// SignIn is for people who come without a link, or with one that is used or over.
export function SignIn({ refused }: { refused: boolean }) {
  const name = useSignal('')
  const password = useSignal('')
  const problem = useSignal('')
  const busy = useSignal(false)
  const what = call('post', '/v1/session', { body: { name: name.value, password: password.value } })
  const enter = async () => {
    busy.value = true
    try {
      await send(what)
      await loadSession()
    } catch (err) {
      problem.value = err instanceof Failure && err.code === 'unauthorized' ? t().signin.refused : wordsFor(err)
    } finally {
      busy.value = false
    }
  }
  return (
    <main class="signin" id="main">
      <section class="card">
        <Mark />
        <h1>{t().signin.title}</h1>
        {(problem.value || refused) && <p class="problem" role="alert">{problem.value || t().signin.linkRefused}</p>}
        <form onSubmit={(e) => { e.preventDefault(); void enter() }}>
          <label class="field"><span>{t().signin.name}</span><input autocomplete="username" value={name.value} onInput={(e) => { name.value = e.currentTarget.value }} /></label>
          <label class="field"><span>{t().signin.password}</span><input type="password" autocomplete="current-password" value={password.value} onInput={(e) => { password.value = e.currentTarget.value }} /></label>
          <span class="act"><button class="button main" disabled={busy.value || !name.value || !password.value} data-act="sign-in">{t().signin.enter}</button><Code call={call('post', '/v1/session', { body: { name: name.value, password: '…' } })} /></span>
        </form>
        <p class="muted">{t().signin.hint} <code>sluice console link</code></p>
      </section>
    </main>
  )
}
