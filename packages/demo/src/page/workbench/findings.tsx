import type { ReactNode } from "react";
import type { Found } from "./look.ts";
import { Text } from "./text.tsx";

/** What was found, for as long as nothing else is looked for. */
export const Findings = ({ title, facts, text }: Found): ReactNode => (
  <div className="findings">
    <h3>{title}</h3>
    <dl>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
    {text !== undefined && <Text text={text} />}
  </div>
);
