import { render } from 'preact'
import { App, enter } from './app'
import { speak } from './i18n'
import { loadSession } from './store'
import './style/tokens.css'
import './style/base.css'
import './style/parts.css'
import './style/pages.css'

async function start(): Promise<void> {
  const [good] = await Promise.all([enter(), speak()])
  await loadSession().catch(again)
  render(<App refused={!good} />, document.body)
}

// again waits for a gateway that is away: there is nothing to show yet.
function again(): void {
  setTimeout(() => location.reload(), 3000)
}

start().catch(again)
