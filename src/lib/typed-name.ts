/** Whether a name was typed as it is asked for: blanks around it do not matter, unless they are a part of it. */
export const isTyped = (typed: string, name: string): boolean => typed === name || typed.trim() === name
