//! The two languages, and what an attendee reads in each.

/// A language, and what is said in it.
pub struct Tongue {
    /// Its tag, as the command line takes it.
    pub language: &'static str,
    /// As a phone has it.
    pub locale: &'static str,
    /// A word that only an SMS in this language has.
    pub sms: &'static str,
    /// The title of the code's screen.
    pub code: &'static str,
    /// The title of the welcome.
    pub welcome: &'static str,
    /// A label that can be no ticket's.
    pub unreadable: &'static str,
    /// A ticket's code that nobody knows, typed.
    pub unknown: &'static str,
    /// The same, held there while somebody awaits a code.
    pub misheld: &'static str,
    /// Nika's number, as it may be shown.
    pub masked: &'static str,
    /// `12`.
    pub two_digits: &'static str,
    /// The call has gone out.
    pub told: &'static str,
    /// Staff took the kiosk out of service.
    pub out_of_order: &'static str,
    /// The button that checks a family of three in.
    pub all_three: &'static str,
    /// The mobile was changed.
    pub changed: &'static str,
    /// The button that begins a change of mobile.
    pub change: &'static str,
    /// What the phone asks before it shows anything.
    pub phone_asks: &'static str,
}

pub const PERSIAN: Tongue = Tongue {
    language: "fa",
    locale: "fa-IR",
    sms: "کد",
    code: "کد پیامک‌شده را وارد کنید",
    welcome: "خوش آمدید",
    unreadable: "کد بلیت خوانده نشد. دوباره امتحان کنید یا آن را بنویسید.",
    unknown: "با این کد بلیتی پیدا نشد. کد را بررسی کنید یا از شماره موبایل استفاده کنید.",
    misheld: "آنچه اکنون جلوی بارکدخوان گرفته شد بلیت شناخته‌شده‌ای نیست. شما می‌توانید ادامه دهید.",
    masked: "۰۹•• ••• ••۵۱",
    two_digits: "۱۲",
    told: "همکاران ما خبردار شدند.",
    out_of_order: "همکاران ما این دستگاه را به‌طور موقت از کار خارج کرده‌اند.",
    all_three: "ثبت ورود هر ۳ نفر",
    changed: "شماره موبایل شما تغییر کرد.",
    change: "تغییر شماره موبایل",
    phone_asks: "خودتان هستید",
};

pub const ENGLISH: Tongue = Tongue {
    language: "en",
    locale: "en-GB",
    sms: "Your Connect code",
    code: "Enter the code from the text",
    welcome: "Welcome",
    unreadable: "The ticket code could not be read. Try again, or type it.",
    unknown: "We found no ticket with this code. Check the code, or use your mobile number.",
    misheld: "What was just held under the scanner is not a ticket that we know. You can go on here.",
    masked: "09•• ••• ••51",
    two_digits: "12",
    told: "Our staff have been told.",
    out_of_order: "Our staff have taken this kiosk out of service for now.",
    all_three: "Check in all 3",
    changed: "Your mobile number was changed.",
    change: "Change my mobile number",
    phone_asks: "Is it you?",
};
