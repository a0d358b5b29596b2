use super::CommandTexts;

pub(super) const TEXTS: CommandTexts = CommandTexts {
    valid: "valid",
    invalid: "invalid",
    fixed: "Number: it is in a fixed block",
    unassigned: "Number: it is in no block that is assigned",
    results: "Results: {path}",
    stopped: "Stopped.",
    gave_up: "The gateway did not take the rows.",
    resume: "To go on, run the same command again: no row is lost or doubled.",
};
