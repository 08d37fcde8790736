import {
  rotationGoesBack,
  rotationIrreversible,
  rotationNotBegun,
} from "../../shared/errors/rotation-errors.ts";
import type { AuthoritiesState, RotationState } from "../keystore/authorities-state.ts";

/** Authorities of an exchange that begins now: made, and known to nobody. */
export const beginRotation = (state: AuthoritiesState, startedAt: string): AuthoritiesState => {
  const number = state.number + 1;
  const other = `authorities-${number}`;
  return { ...state, number, rotation: { phase: "trust", back: false, startedAt, other } };
};

/**
 * The state from which `--back` goes on, the same without it. Throws `ROTATION_NOT_BEGUN`,
 * `ROTATION_IRREVERSIBLE`, and `ROTATION_GOES_BACK` for who wants to go on with what is taken back.
 */
export const turnAround = (state: AuthoritiesState, isBackWanted: boolean): AuthoritiesState => {
  const { current, rotation } = state;
  if (rotation === undefined) {
    if (isBackWanted) throw rotationNotBegun({});
    return state;
  }
  if (rotation.back === isBackWanted) return state;
  if (!isBackWanted) throw rotationGoesBack({});
  const { phase, other } = rotation;
  if (phase === "drop" || other === undefined) throw rotationIrreversible({});
  const old = phase === "switch" ? { current: other, other: current } : { current, other };
  return {
    ...state,
    current: old.current,
    rotation: { ...rotation, phase: "issue", back: true, other: old.other },
  };
};

/** After all hosts have what the present phase gives them; without a rotation it is over. */
export const nextState = (state: AuthoritiesState, rotation: RotationState): AuthoritiesState => {
  const { number, current } = state;
  const { phase, back, startedAt, other = current } = rotation;
  const dropped = { number: number + 1, rotation: { phase: "drop", back, startedAt } } as const;
  switch (phase) {
    case "trust":
      return { ...state, rotation: { ...rotation, phase: "issue" } };
    case "issue":
      if (back) return { ...state, ...dropped };
      return {
        ...state,
        current: other,
        rotation: { ...rotation, phase: "switch", other: current },
      };
    case "switch":
      return { ...state, ...dropped };
    case "drop":
      return { number, current };
  }
};
