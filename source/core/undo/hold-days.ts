/** So many days the next runs leave alone whom an undo concerns, when nobody says otherwise. */
export const usualHoldDays = 7;
