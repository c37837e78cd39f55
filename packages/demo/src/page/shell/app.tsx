import { type ReactNode, useEffect, useRef, useState } from "react";
import { Device, type DeviceHandle, type Held } from "../chat/device.tsx";
import { Pace } from "../chat/pace.tsx";
import { createTap } from "../chat/tap.ts";
import { Workbench } from "../workbench/workbench.tsx";
import { Help } from "./help.tsx";
import { Sign } from "./sign.tsx";
import { useChat } from "./use-chat.ts";
import { useLibrary } from "./use-library.ts";
import { useShortcuts } from "./use-shortcuts.ts";
import { useStored } from "./use-stored.ts";

/** Where there is room for it, the workbench is there from the beginning. */
const wide = matchMedia("(width >= 60rem)").matches;

/** The page: a chat on one device or two, and a workbench beside it. */
export const App = (): ReactNode => {
  const [chat, beginChat] = useChat();
  const library = useLibrary();
  const [intervalMs, setIntervalMs] = useStored<number>("interval", 20);
  const [bench, setBench] = useStored<boolean>("workbench", wide);
  const [second, setSecond] = useStored<boolean>("second", false);
  const [keys, setKeys] = useStored<boolean>("keys", true);
  const [tap] = useState(createTap);
  /** Raised where a stream may have begun anew: what was read of it is read again. */
  const [round, setRound] = useState(0);
  const [held, setHeld] = useState<Held | null>(null);
  const device = useRef<DeviceHandle>(null);
  const help = useRef<HTMLDialogElement>(null);
  const workbench = useRef<HTMLElement>(null);
  const summoned = useRef(false);
  /** On a narrow screen it lies below what is in sight. */
  useEffect(() => {
    if (bench && summoned.current) workbench.current?.scrollIntoView();
  }, [bench]);

  useShortcuts(
    {
      "/": () => device.current?.focus(),
      Escape: () => device.current?.stop(),
      c: () => device.current?.toggleLine(),
      d: () => setSecond(!second),
      w: () => toggleBench(),
      n: beginChat,
      "?": () => help.current?.showModal(),
    },
    keys,
  );

  const toggleBench = (): void => {
    summoned.current = true;
    setBench(!bench);
  };
  const setPace = (ms: number): void => {
    setIntervalMs(ms);
    device.current?.setPace(ms);
  };
  const shared = { chat, texts: library.texts, intervalMs, held };
  return (
    <>
      <button type="button" className="skip" onClick={() => device.current?.focus()}>
        To the question
      </button>
      <header className="banner">
        <h1>
          <Sign size={26} /> Segno
        </h1>
        <Pace value={intervalMs} onChange={setPace} />
        <nav aria-label="Page">
          <button type="button" aria-pressed={second} onClick={() => setSecond(!second)}>
            Second device
          </button>
          <button type="button" aria-pressed={bench} onClick={toggleBench}>
            Workbench
          </button>
          <button type="button" onClick={beginChat}>
            New chat
          </button>
          <button type="button" aria-label="Keys" onClick={() => help.current?.showModal()}>
            ?
          </button>
        </nav>
      </header>
      <div className="stage" data-bench={bench} data-second={second}>
        <main>
          <Device
            key={`1 ${chat} ${round}`}
            name="This device"
            handle={device}
            tap={tap}
            {...shared}
          />
          {second && (
            <Device key={`2 ${chat} ${round}`} name="Second device" tap={null} {...shared} />
          )}
        </main>
        {bench && (
          <Workbench
            key={`bench ${chat}`}
            chat={chat}
            tap={tap}
            library={library}
            intervalMs={intervalMs}
            place={workbench}
            onInterval={setPace}
            onStarted={() => setRound(round + 1)}
            onHeld={setHeld}
          />
        )}
      </div>
      <Help dialog={help} enabled={keys} onEnabled={setKeys} />
    </>
  );
};
