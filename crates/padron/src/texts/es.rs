use super::CommandTexts;

pub(super) const TEXTS: CommandTexts = CommandTexts {
    valid: "válido",
    invalid: "inválido",
    fixed: "Número: es de un bloque fijo",
    unassigned: "Número: no está en ningún bloque asignado",
    results: "Resultados: {path}",
    stopped: "Detenido.",
    gave_up: "La pasarela no recibió los renglones.",
    resume: "Para continuar, repita la misma orden: ningún renglón se pierde ni se duplica.",
};
