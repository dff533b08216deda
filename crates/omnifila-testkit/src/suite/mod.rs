//! The conformance suite: one plain async function per case, on a store that is empty when the case begins. Every store
//! runs all of them through [`conformance!`](crate::conformance); a store that is absent is a failure, never a skip.
//!
//! The cases drive a store as the engine does: due moments come through `expire` before `start` is asked.
#![expect(clippy::unwrap_used, reason = "a case stops at the first surprise")]

pub mod accounts;
pub mod browse;
pub mod bulk;
pub mod cancelling;
pub mod intake;
pub mod limits;
pub mod order;
pub mod outcomes;
pub mod receipts;
pub mod runs;
pub mod sequences;
pub mod stage;
pub mod telling;
pub mod waiting;

/// One test per case for the store that `$make` (an async function in scope, answering a
/// [`Harness`](crate::harness::Harness)) opens.
#[macro_export]
macro_rules! conformance {
    ($make:ident) => {
        $crate::conformance_cases! { $make =>
            intake: [
                ids_grow_in_order_of_acceptance,
                a_repeated_key_answers_the_first,
                a_repeated_key_inside_a_batch,
                a_repeated_key_with_other_content_differs,
                a_key_belongs_to_one_origin,
                a_key_holds_over_gateways,
                a_key_outlives_the_end_of_its_message,
                a_key_holds_after_a_restart,
                without_a_key_nothing_is_merged,
                a_suppressed_address_is_cancelled_at_intake,
                a_stop_rule_catches_later_arrivals,
                a_stop_rule_ends_by_time_and_by_hand,
                a_later_step_replaces_an_earlier_one,
                a_step_replaces_inside_a_batch,
                a_message_brings_its_customer,
            ]
            order: [
                priority_then_position_then_id,
                slots_take_the_head_of_the_queue,
                an_earlier_due_time_goes_before_what_was_accepted_first,
                front_and_back_stay_within_the_priority,
                before_and_after_take_a_reference,
                beside_a_reference_means_its_priority,
                there_is_always_room_between_two,
                a_move_beside_what_has_left_is_refused,
                a_move_ignores_what_a_cancel_covers,
                a_reschedule_moves_what_nobody_has_moved,
                a_reschedule_can_bring_forward,
                a_retry_keeps_its_position,
                a_priority_keeps_the_position,
                a_call_carries_what_was_accepted,
                a_call_carries_what_another_program_wrote,
                nothing_starts_twice,
            ]
            limits: [
                slots_bound_a_start,
                max_in_flight_counts_what_is_out,
                a_changed_gateway_is_obeyed,
                one_call_per_address,
                one_address_at_two_gateways_is_two,
                ten_thousand_to_one_address_delay_nobody,
                a_rate_holds_over_starts_and_restarts,
                a_denied_start_says_when_to_ask_again,
                a_daily_limit_begins_anew_at_midnight,
                an_address_has_a_limit_of_its_own,
                a_heavy_message_spends_its_weight,
                a_resting_gateway_starts_nothing,
            ]
            waiting: [
                nothing_leaves_before_it_is_due,
                a_due_time_survives_a_restart,
                a_closed_window_holds_until_it_opens,
                a_template_has_a_window_of_its_own,
                valid_until_is_no_later_than_expiry,
                a_hold_stops_its_scope_and_no_more,
                a_held_gateway_starts_nothing,
                a_hold_ends_by_time,
                pausing_everything_stops_everything,
                a_paused_gateway_stops_alone_until_its_end,
                an_open_circuit_starts_nothing,
                a_retry_stops_later_ones_of_its_address_and_priority,
                a_held_message_stops_later_ones_of_its_address,
                cancelling_what_stops_others_frees_them,
                an_uncertain_message_stops_nobody,
                a_scheduled_message_stops_nobody,
                a_suppression_binds_what_waits,
                what_has_expired_never_starts,
                expiry_comes_in_slices,
                a_late_message_is_dropped,
                a_late_message_asks,
                an_empty_look_is_exhausted,
            ]
            outcomes: [
                accepted_is_sent,
                a_permanent_refusal_fails,
                transient_refusals_are_tried_again_and_end,
                a_retry_waits_as_long_as_it_says,
                what_is_not_the_messages_fault_costs_no_attempt,
                an_unknown_outcome_is_held,
                an_unknown_outcome_is_retried_where_declared,
                outcomes_come_in_batches,
                a_turn_settles_first_and_starts_in_the_freed_place,
                a_late_outcome_changes_nothing_and_is_kept,
                a_rescue_settles_as_unknown,
                a_rescue_frees_the_address,
                resend_is_for_what_did_not_arrive,
                a_resent_message_has_its_attempts_anew,
                what_was_dropped_late_can_be_resent,
                resolve_is_for_the_uncertain,
            ]
            receipts: [
                receipts_join_in_any_order,
                a_failed_receipt_says_why,
                a_receipt_may_come_before_the_outcome,
                a_receipt_may_come_before_its_name_is_known,
                a_number_of_ours_under_another_name_is_not_ours,
                a_receipt_of_nothing_matches_nothing,
                a_gateway_speaks_only_of_its_own,
                two_gateways_may_use_the_same_name,
                a_receipt_ends_the_uncertain,
                a_receipt_that_brings_our_attempt_back_names_it,
                what_arrived_is_not_sent_again,
                the_first_attempts_failure_is_not_the_seconds,
                a_receipt_brings_nothing_back_that_was_cancelled,
            ]
            accounts: [
                an_allowance_is_obeyed_until_the_day_ends,
                an_allowance_can_be_corrected_and_lifted,
                what_starts_while_the_provider_answers_is_taken_off,
                a_look_up_that_finds_it_resolves_it,
                a_look_up_that_does_not_proves_nothing,
                a_look_up_comes_too_late_for_what_was_decided,
                another_messages_name_is_not_this_one,
            ]
            cancelling: [
                cancel_answers_by_status,
                what_is_cancelled_never_starts,
                a_cancel_while_sending_is_remembered,
                a_cancel_of_the_uncertain_waits_for_the_decision,
                undo_of_one_cancel,
                an_undo_is_made_once,
                an_undo_is_possible_for_ten_minutes,
                an_undo_applies_every_check_again,
                an_undo_leaves_what_another_operation_cancelled,
                a_bulk_cancel_binds_at_once,
                a_bulk_cancel_counts_by_status,
                a_bulk_cancel_spares_what_comes_later,
                a_bulk_cancel_by_filter_leaves_the_rest,
                a_bulk_cancel_by_ids,
                a_bulk_cancel_is_undone_swept_or_not,
                a_cancel_after_an_undo_binds,
                a_stopped_cancel_says_what_it_kept,
                two_orders_over_the_same_rows,
            ]
            bulk: [
                bulk_reschedule,
                bulk_priority,
                bulk_resend,
                bulk_reroute,
                a_rerouted_message_goes_behind,
                a_preview_changes_nothing_and_tells_all,
                a_stopped_operation_goes_no_further,
                an_operation_goes_on_after_a_restart,
                operations_are_listed_with_who_and_why,
            ]
            runs: [
                a_queue_waits_for_a_run,
                a_run_leaves_what_is_due_later,
                a_release_survives_a_restart,
                a_limited_run_takes_the_head,
                a_limited_run_adds_to_what_is_released,
                the_sum_agrees_at_every_step,
                a_run_without_trouble_is_completed,
                a_look_from_before_a_run_ends_nothing_of_it,
                a_run_ends_with_what_it_cannot_send,
                an_undo_keeps_the_release,
                a_resend_waits_for_the_next_run,
                a_reroute_waits_for_a_run_there,
                a_reschedule_past_the_start_needs_another_run,
                a_task_has_one_open_run,
                a_minute_makes_one_run,
                a_run_may_release_several_gateways,
                a_bulk_cancel_counts_in_its_run,
                a_run_leaves_what_a_cancel_covers,
                a_stopped_run_says_so,
                runs_are_listed_newest_first,
                a_continuous_gateway_needs_no_run,
            ]
            sequences: [
                a_refusal_goes_on_to_the_next_channel,
                used_up_attempts_go_on_with_new_ones,
                an_undeliverable_receipt_goes_on,
                what_is_not_delivered_in_time_goes_on,
                a_late_delivery_cancels_the_step_that_waits,
                a_cancel_stops_the_whole_sequence,
                an_order_to_cancel_stops_sequences_too,
                what_must_not_be_sent_any_more_stays_where_it_is,
                a_channel_that_cannot_be_used_is_passed_over,
                the_next_channels_queue_is_waited_for,
                nothing_is_sent_twice_over_restarts,
                what_has_expired_goes_nowhere,
            ]
            browse: [
                every_filter_filters,
                messages_are_found_by_when_they_left,
                q_finds_by_name_phone_and_id,
                pages_by_cursor_are_the_whole_list,
                a_page_is_stable_while_rows_come_and_go,
                counts_equal_lists,
                a_filter_counts_what_it_lists,
                every_status_is_reached,
            ]
            telling: [
                the_feed_tells_all_in_order,
                every_move_is_an_edge,
                a_message_tells_its_life,
                a_waiting_message_tells_what_it_waits_for,
                the_forecast_sees_the_queue,
                a_restart_changes_nothing,
                old_messages_are_pruned_and_their_keys_kept,
            ]
        }
    };
}

/// The list behind [`conformance!`].
#[doc(hidden)]
#[macro_export]
macro_rules! conformance_cases {
    ($make:ident => $($chapter:ident: [$($case:ident),* $(,)?])*) => {$(
        mod $chapter {
            $(
                #[tokio::test]
                async fn $case() {
                    let store = super::$make().await;
                    $crate::suite::$chapter::$case(&store).await;
                }
            )*
        }
    )*};
}

#[cfg(test)]
mod tests {
    use crate::harness::Harness;

    async fn model() -> crate::ModelQueue {
        let model = crate::ModelQueue::new();
        assert_eq!(model.name(), "model");
        model
    }

    conformance!(model);

    /// A case that no store runs proves nothing.
    #[test]
    fn every_case_is_listed() {
        let list = include_str!("mod.rs");
        let chapters = [
            include_str!("accounts.rs"),
            include_str!("browse.rs"),
            include_str!("bulk.rs"),
            include_str!("cancelling.rs"),
            include_str!("intake.rs"),
            include_str!("limits.rs"),
            include_str!("order.rs"),
            include_str!("outcomes.rs"),
            include_str!("receipts.rs"),
            include_str!("runs.rs"),
            include_str!("sequences.rs"),
            include_str!("telling.rs"),
            include_str!("waiting.rs"),
        ];
        let mut cases = 0;
        for line in chapters.iter().flat_map(|chapter| chapter.lines()) {
            let Some(rest) = line.strip_prefix("pub async fn ") else {
                continue;
            };
            let name = rest.split('(').next().unwrap();
            assert!(list.contains(&format!(" {name},")), "{name} is not in the list");
            cases += 1;
        }
        assert!(cases >= 60, "{cases} cases");
    }
}
