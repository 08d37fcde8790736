/**
 * Makes one question of what is asked within a turn of the event loop: a program that is started once
 * for all answers sooner than one for each. Nobody gets an answer from before the question; an error is
 * everybody's. Answers are by key; a key without one is `undefined`.
 */
export const gatherCalls = <Key, Answer>(
  ask: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Answer>>,
): ((key: Key) => Promise<Answer | undefined>) => {
  let asked: Set<Key> | undefined;
  let answers: Promise<ReadonlyMap<Key, Answer>> | undefined;
  const turn = async (keys: Set<Key>): Promise<ReadonlyMap<Key, Answer>> => {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    asked = undefined;
    answers = undefined;
    return ask([...keys]);
  };
  return async (key) => {
    asked ??= new Set();
    asked.add(key);
    answers ??= turn(asked);
    return (await answers).get(key);
  };
};
