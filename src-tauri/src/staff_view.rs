//! From what the engine answers to what the staff's screens show.

use crate::staff_reply::{Duty, Role, StaffMember};
use crate::view::millis;
use connect_engine::staff;
use connect_engine::time::Millis;

/// A member of staff.
pub fn member(member: &staff::StaffMember) -> StaffMember {
    StaffMember {
        id: member.id.to_string(),
        name: member.name.clone(),
        role: match member.role {
            staff::StaffRole::Steward => Role::Steward,
            staff::StaffRole::Supervisor => Role::Supervisor,
        },
    }
}

/// A duty.
pub fn duty(of: &staff::StaffMember, left: Millis) -> Duty {
    Duty {
        member: member(of),
        leaves_in_ms: millis(left),
    }
}
