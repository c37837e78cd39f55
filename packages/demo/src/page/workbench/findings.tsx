import type { ReactNode } from "react";
import type { Found } from "./look.ts";

/** What was found, for as long as nothing else is looked for. */
export const Findings = ({ title, facts, text }: Found): ReactNode => (
  <div className="findings">
    <h4>{title}</h4>
    <dl>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
    {text !== undefined && <blockquote dir="auto">{text}</blockquote>}
  </div>
);
