//! What the laboratory tells: one file for each language.

mod en;
mod es;

use padron_model::{by_language, texts};
use padron_protocol::trust::Role;

texts! {
    /// What was looked for.
    pub(crate) struct SoughtTexts { number, iccid, name, curp, rfc, passport, legal_name, address, email }
    pub(crate) struct LaboratoryTexts { demo: DemoTexts, drill: DrillTexts }
    pub(crate) struct DemoTexts {
        title, stopped, promise, founded, import, imported(lines, people), live, live_done(folio, time), live_repeated,
        live_wrong(refusal), cap, cap_done(linked, refusal), receipt, receipt_done(folio, file), receipt_altered, log,
        log_done(entries), witnesses, witnesses_promise(folio), witnesses_closed(reason), witnesses_back, restored,
        restored_linked(folio), restored_done(reason), order, killed(party, process), order_done(time),
        order_logged(approvals), answer_verified, quorum, quorum_done(reason), forged, forged_done(reason), other,
        other_done(reason), false_answer, false_answer_done(reason), nobody, nobody_done, nobody_hidden(reason), person, person_done(lines, accesses, custodians), person_other(reason), browse,
        browse_done(paths), theft, theft_done, durable, durable_done(entries), rules(hash), summary, stay, stay_end,
        stay_link, stay_me(page), stay_stop, stay_row, stay_forge,
        role: fn(Role) -> &'static str,
        promises: &'static [&'static str],
    }
    pub(crate) struct DrillTexts {
        stolen, directory(place, name, files, bytes), table(name, rows, least, most, sizes), learned, tried,
        no_population, searched(patterns, lines, bytes), guessed(candidates, attempts, targets),
        keys_tried(each, everybody, shares, possible), unwrapped(records), left_out(strings), found, not_searched,
        nothing, hash, key, in_row(table, column, row), at_offset(offset), places(places, lines), others(count),
        together, no_tie, truth(people, lines, companies, company_lines), tie, class, time, legal_persons, same_line,
        same_request, grouping(groups, rows, largest), pairs(same, chance), telling, baselines, clear_table, hashed,
        peppered, linked, recovered(what, recovered, all), unread(file), held_links, held, not_held, unproved,
        kind: SoughtTexts,
    }
}
by_language!(LaboratoryTexts);

#[cfg(test)]
mod tests {
    use super::LaboratoryTexts;
    use padron_model::Lang;

    #[test]
    fn every_text_is_told_in_every_language() {
        let alike = ["drill.kind.curp", "drill.kind.rfc"];
        assert_eq!(padron_model::lang::faults(&Lang::ALL.map(LaboratoryTexts::of), &alike), [""; 0]);
    }
}
