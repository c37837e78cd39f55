import { type ReactNode, useRef, useState } from "react";
import { Device, type DeviceHandle } from "../chat/device.tsx";
import { Pace } from "../chat/pace.tsx";
import { createTap } from "../chat/tap.ts";
import { Workbench } from "../workbench/workbench.tsx";
import { Help } from "./help.tsx";
import { useChat } from "./use-chat.ts";
import { useLibrary } from "./use-library.ts";
import { useShortcuts } from "./use-shortcuts.ts";
import { useStored } from "./use-stored.ts";

/** The page: a chat on one device or two, and a workbench beside it. */
export const App = (): ReactNode => {
  const [chat, beginChat] = useChat();
  const { texts, store } = useLibrary();
  const [intervalMs, setIntervalMs] = useStored<number>("interval", 20);
  const [bench, setBench] = useStored<boolean>("workbench", true);
  const [second, setSecond] = useStored<boolean>("second", false);
  const [keys, setKeys] = useStored<boolean>("keys", true);
  const [tap] = useState(createTap);
  const device = useRef<DeviceHandle>(null);
  const help = useRef<HTMLDialogElement>(null);

  useShortcuts(
    {
      "/": () => device.current?.focus(),
      Escape: () => device.current?.stop(),
      c: () => device.current?.toggleLine(),
      d: () => setSecond(!second),
      w: () => setBench(!bench),
      n: beginChat,
      "?": () => help.current?.showModal(),
    },
    keys,
  );

  const setPace = (ms: number): void => {
    setIntervalMs(ms);
    device.current?.setPace(ms);
  };
  const shared = { chat, texts, intervalMs };
  return (
    <>
      <header className="banner">
        <h1>
          <span aria-hidden="true">𝄋</span> Segno
        </h1>
        <Pace value={intervalMs} onChange={setPace} />
        <nav aria-label="Page">
          <button type="button" aria-pressed={second} onClick={() => setSecond(!second)}>
            Second device
          </button>
          <button type="button" aria-pressed={bench} onClick={() => setBench(!bench)}>
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
          <Device key={`1 ${chat}`} name="This device" handle={device} tap={tap} {...shared} />
          {second && <Device key={`2 ${chat}`} name="Second device" tap={null} {...shared} />}
        </main>
        {bench && (
          <Workbench key={chat} tap={tap} intervalMs={intervalMs} texts={texts} store={store} />
        )}
      </div>
      <Help dialog={help} enabled={keys} onEnabled={setKeys} />
    </>
  );
};
