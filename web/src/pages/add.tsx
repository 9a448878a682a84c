import { useSignal } from '@preact/signals'
import { call } from '../api/call'
import { t } from '../i18n'
import { Act, tell } from '../parts/act'
import { Dialog } from '../parts/dialog'
import { go } from '../router'
import { put } from '../store'
import { number } from '../time'

// AddInstance makes an instance: a new one, or one that keeps the id and the token
// that an integration knows already.
export function AddInstance({ close }: { close: () => void }) {
  const name = useSignal('')
  const moved = useSignal(false)
  const id = useSignal('')
  const token = useSignal('')
  const proxy = useSignal('')
  const body = {
    ...(name.value && { name: name.value }),
    ...(moved.value && { idInstance: Number(id.value), apiTokenInstance: token.value }),
    ...(proxy.value && { proxy: proxy.value }),
  }
  const bad = moved.value && (!/^\d{1,10}$/.test(id.value) || !/^[0-9A-Za-z]{16,128}$/.test(token.value))
  return (
    <Dialog title={t().overview.add} close={close}>
      <form onSubmit={(e) => e.preventDefault()}>
        <label class="field"><span>{t().settings.name}</span><input value={name.value} maxLength={255} data-field="name" onInput={(e) => { name.value = e.currentTarget.value }} /></label>
        <label class="check"><input type="checkbox" checked={moved.value} onChange={(e) => { moved.value = e.currentTarget.checked }} /> {t().overview.haveId}</label>
        {moved.value && <>
          <p class="muted">{t().overview.haveIdHint}</p>
          <label class="field"><span>idInstance</span><input class="mono" inputMode="numeric" autocomplete="off" value={id.value} onInput={(e) => { id.value = e.currentTarget.value.trim() }} /></label>
          <label class="field"><span>apiTokenInstance</span><input class="mono" autocomplete="off" value={token.value} onInput={(e) => { token.value = e.currentTarget.value.trim() }} /></label>
        </>}
        <details>
          <summary>{t().overview.proxy}</summary>
          <label class="field"><span>{t().overview.proxyUrl}</span><input class="mono" autocomplete="off" value={proxy.value} placeholder="socks5://user:password@127.0.0.1:1080" onInput={(e) => { proxy.value = e.currentTarget.value.trim() }} /></label>
        </details>
        <p class="muted">{t().overview.addHint(number(28_800))}</p>
        <footer>
          <button type="button" class="button plain" onClick={close}>{t().keep}</button>
          <Act submit kind="main" name="add-instance" disabled={bad} call={call('post', '/v1/instances', { body: body as never })} done={(i) => { put(i); close(); tell(t().overview.added); go(`/instances/${i.idInstance}/login`) }}>{t().overview.add}</Act>
        </footer>
      </form>
    </Dialog>
  )
}
