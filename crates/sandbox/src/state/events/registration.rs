//! A registration for an event, with its tickets.

use crate::timestamp;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use std::fmt;

/// A registration.
#[derive(Clone)]
pub(crate) struct Registration {
    pub id: String,
    pub email: String,
    pub at: DateTime<Utc>,
    pub status: String,
    pub payment: String,
    /// The price of a ticket. Free registrations have no payment method.
    pub price: f64,
    pub tickets: Vec<Ticket>,
}

#[derive(Clone)]
pub(crate) struct Ticket {
    pub key: String,
    pub checked_in: Option<DateTime<Utc>>,
}

impl Registration {
    fn total(&self) -> f64 {
        self.price * self.tickets.len() as f64
    }

    fn checked_in(&self) -> usize {
        let tickets = self.tickets.iter();
        tickets.filter(|ticket| ticket.checked_in.is_some()).count()
    }

    /// Changes the payment, unless the registration is free.
    pub fn pay(&mut self, payment: &str) {
        if self.price > 0.0 {
            self.payment = payment.to_owned();
        }
    }

    fn check_in_status(&self) -> &'static str {
        match self.checked_in() {
            0 => "NOT_CHECKED_IN",
            _ => "CHECKED_IN",
        }
    }

    /// The entry in the list of registrations.
    pub fn row(&self, track: &str) -> Value {
        json!({
            "registration_id": self.id,
            "email_address": self.email,
            "registration_status": self.status,
            "registration_time": timestamp::written(self.at),
            "payment_status": self.payment,
            "checkin_status": self.check_in_status(),
            "checkedIn_tickets": self.checked_in(),
            "eligible_checkin_tickets": self.tickets.len(),
            "tickets": self.tickets.len(),
            "total": self.total(),
            "track_key": track,
        })
    }

    /// The registration with its tickets.
    pub fn document(&self) -> Value {
        let tickets = self.tickets.iter().map(|ticket| {
            let mut document = json!({
                "order_ticket_key": ticket.key,
                "price": self.price,
                "ticket_name": "General",
            });
            if let Some(at) = ticket.checked_in {
                document["checked_in_time"] = json!(timestamp::written(at));
            }
            document
        });
        let tickets: Vec<Value> = tickets.collect();
        let mut order = json!({ "payment_status": self.payment });
        if self.price > 0.0 {
            order["payment_method"] = json!("DOOR");
        }
        json!({
            "registration_id": self.id,
            "registration_date": timestamp::written(self.at),
            "registration_status": self.status,
            "checkin_status": self.check_in_status(),
            "checkedIn_tickets": self.checked_in(),
            "eligible_checkin_tickets": self.tickets.len(),
            "contact": [{
                "field_label": "Email Address",
                "field_name": "CONTACT_EMAIL_ADDRESS",
                "field_type": "TEXT",
                "field_value": self.email,
            }],
            "tickets": tickets,
            "order_summary": order,
        })
    }
}

/// Shows no data of the person.
impl fmt::Debug for Registration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registration")
            .field("id", &self.id)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// Shows no key, with which one gets in.
impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ticket").finish_non_exhaustive()
    }
}
