import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Call } from '../api/call'
import { t } from '../i18n'
import { Act, dialogs, Notice } from './act'

// Dialog is the native one, open as long as it is drawn.
export function Dialog({ title, children, close }: { title: string; children: ComponentChildren; close: () => void }) {
  const ref = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const d = ref.current!
    d.showModal()
    dialogs.value++
    return () => {
      dialogs.value--
      d.close()
    }
  }, [])
  return (
    <dialog ref={ref} class="dialog" aria-label={title} onCancel={(e) => { e.preventDefault(); close() }}
      onClick={(e) => { if (e.target === ref.current) close() }}>
      <div class="dialog-body">
        <header><h2>{title}</h2><button type="button" class="close" aria-label={t().close} onClick={close}>×</button></header>
        {children}
      </div>
      <Notice />
    </dialog>
  )
}

interface AskProps {
  title: string
  words: ComponentChildren
  confirm: string // what has to be typed
  close: () => void
}

// Ask asks to type what is at stake before it draws what can be pressed, and Enter
// presses that.
export function Ask({ title, words, confirm, close, children }: AskProps & { children: (typed: boolean) => ComponentChildren }) {
  const typed = useSignal('')
  return (
    <Dialog title={title} close={close}>
      <form onSubmit={(e) => e.preventDefault()}>
        <p>{words}</p>
        <label class="field">
          <span>{t().typeToConfirm(confirm)}</span>
          <input autocomplete="off" inputMode={/^\d+$/.test(confirm) ? 'numeric' : 'text'} value={typed.value} onInput={(e) => { typed.value = e.currentTarget.value }} data-confirm />
        </label>
        <footer>
          <button type="button" class="button plain" onClick={close}>{t().keep}</button>
          {children(typed.value === confirm)}
        </footer>
      </form>
    </Dialog>
  )
}

// Typed makes a call once what is at stake was typed.
export function Typed<A>({ call, verb, done, ...ask }: AskProps & { call: Call<A>; verb: string; done: (answer: A) => void }) {
  return <Ask {...ask}>{(typed) => <Act submit kind="danger" call={call} disabled={!typed} name="confirm" done={done}>{verb}</Act>}</Ask>
}
