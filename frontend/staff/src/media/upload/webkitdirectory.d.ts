import 'react'

declare module 'react' {
  interface InputHTMLAttributes<T> {
    /** Choosing a folder: every browser has it, React's types don't. */
    webkitdirectory?: T extends HTMLInputElement ? string : never
  }
}
