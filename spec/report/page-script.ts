/** What the page does beyond showing: copy a command, open all evidence. Without scripts these buttons stay hidden. */
export const pageScript = `
for (const button of document.querySelectorAll('button')) button.hidden = false
document.addEventListener('click', async ({ target }) => {
  if (!(target instanceof HTMLButtonElement)) return
  if (target.dataset.copy === undefined) {
    const all = [...document.querySelectorAll('article details')]
    const open = all.some((details) => !details.open)
    for (const details of all) details.open = open
    target.textContent = open ? 'Close all evidence' : 'Open all evidence'
    return
  }
  const code = target.parentElement.querySelector('code')
  getSelection().selectAllChildren(code)
  try { await navigator.clipboard.writeText(code.textContent) } catch { document.execCommand('copy') }
  target.textContent = 'Copied'
  setTimeout(() => { target.textContent = 'Copy' }, 1500)
})
addEventListener('beforeprint', () => { for (const details of document.querySelectorAll('article details')) details.open = true })
`
