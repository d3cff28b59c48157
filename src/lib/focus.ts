/** Moves the focus to the list inside what the selector names. */
export function focusGrid(within: string): void {
  document.querySelector<HTMLElement>(`${within} [role=grid]`)?.focus()
}

/** Whether a menu, a popover or a dialog is open: Escape then closes that, and nothing behind it. */
export function hasOpenPopup(): boolean {
  return document.querySelector('[role=menu], [role=dialog], .mantine-Popover-dropdown') !== null
}
