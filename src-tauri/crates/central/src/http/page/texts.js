// The phone's side of a hand-off. The centre serves these files as one script: texts, dates,
// drawing, session, and what happens when (`handoff.js`).
'use strict';

const PERSIAN_ZERO = 0x06f0;

/** Writes Latin digits in the numerals of the language; everything else stays. */
function digits(text, language) {
  if (language === 'en') return String(text);
  return String(text).replace(/[0-9]/g, (d) => String.fromCharCode(PERSIAN_ZERO + Number(d)));
}

/** The same of a text that somebody wrote: the digits of its Latin words stay as they are. */
function textDigits(text, language) {
  return text.replace(/[a-z0-9]+/gi, (run) => (/[a-z]/i.test(run) ? run : digits(run, language)));
}

/** Reads Persian and Arabic digits as Latin ones; everything else stays. */
function latinDigits(text) {
  return text.replace(/[\u06F0-\u06F9\u0660-\u0669]/g, (d) => String(d.charCodeAt(0) & 0xf));
}

const n = (text) => digits(text, 'fa');

/** No text has a tanwin or a word that ends in a vowel mark: some web views lift such a word. */
const SAY = {
  fa: {
    product: 'کانکت',
    otherLanguage: 'English',
    otherLanguageLabel: 'Switch to English',
    loading: 'در حال باز کردن…',

    proofTitle: 'خودتان هستید؟',
    proofWhy: 'برای باز کردن بلیت روی این گوشی، چهار رقم آخر شماره موبایل خود را بنویسید؛ همان شماره‌ای که اکنون روی بلیت شماست.',
    proofLabel: 'چهار رقم آخر شماره موبایل',
    proofOnce: 'تنها یک بار فرصت دارید؛ با دقت بنویسید.',
    proofEnter: 'باز کردن بلیت',
    proofChecking: 'در حال بررسی…',
    proofFour: 'چهار رقم لازم است. دوباره بنویسید.',
    proofLink: 'ارتباط برقرار نشد. اینترنت گوشی را بررسی کنید و دوباره امتحان کنید.',
    proofBusy: 'مرکز اکنون پاسخ نمی‌دهد. کمی بعد دوباره امتحان کنید.',

    hello: 'خوش آمدید',
    nextTitle: 'گام بعدی',
    ticketsTitle: (count) => (count === 1 ? 'بلیت شما' : `${n(count)} بلیت شما`),
    ticketsLead: (count) =>
      count === 1 ? 'این کد را جلوی اسکنر ورودی بگیرید.' : 'کد هر کس را جلوی اسکنر ورودی بگیرید.',
    ticketsNone: 'اکنون بلیتی به نام شما نیست. از همکاران ما بپرسید.',
    ticketCode: 'کد بلیت',
    qrOf: (holder) => `کد QR بلیت ${holder}`,
    qrOfTicket: (at) => `کد QR بلیت ${n(at)}`,
    ticketNumber: (at) => `بلیت ${n(at)}`,
    entryOpen: 'هنوز وارد نشده است',
    entryAgain: (before) => `${before}؛ اکنون دوباره می‌توانید وارد شوید`,
    entryAt: (time) => `ورود در ساعت ${n(time)} ثبت شد`,
    entryOn: (day, time) => `ورود در ${day}، ساعت ${n(time)} ثبت شد`,
    entryFrom: (time) => `پذیرش از ساعت ${n(time)}`,
    entryFromDay: (day, time) => `پذیرش از ${day}، ساعت ${n(time)}`,
    entryOver: 'زمان پذیرش این بلیت گذشته است',
    entryCancelled: 'این بلیت لغو شده است',
    until: (from, to) => `${n(from)} تا ${n(to)}`,
    from: (moment) => `از ${moment}`,
    to: (moment) => `تا ${moment}`,
    dayAndTime: (day, time) => `${day}، ${n(time)}`,
    freshAt: (time) => `به‌روز در ساعت ${n(time)}`,
    staleSince: (time) => `ارتباط برقرار نیست؛ وضعیت ساعت ${n(time)} را می‌بینید.`,
    leave: 'خروج از این گوشی',
    leaveHint: 'برای باز کردن دوباره باید در کیوسک وارد شوید.',

    retry: 'دوباره امتحان می‌کنم',
    emptyTitle: 'این صفحه را از کیوسک باز کنید',
    emptyLead: 'در کیوسک رویداد وارد شوید و کد QR روی صفحه را با دوربین گوشی اسکن کنید.',
    refusedTitle: 'این کد QR دیگر کار نمی‌کند',
    refusedLead: 'یا پیش‌تر استفاده شده است، یا رقم‌ها با شماره شما یکی نبود. هر کد تنها یک بار کار می‌کند. در کیوسک دوباره وارد شوید و کد تازه را اسکن کنید.',
    lostTitle: 'این کد QR دیگر کار نمی‌کند',
    lostLead: 'به بار نخست پاسخی نرسید و شاید کد همان بار استفاده شده باشد. در کیوسک دوباره وارد شوید و کد تازه را اسکن کنید.',
    blockedTitle: 'این مرورگر چیزی برای صفحه نگه نمی‌دارد',
    blockedLead: 'بلیت شما این‌گونه باز نمی‌ماند. کوکی‌ها را در تنظیمات مرورگر روشن کنید و صفحه را دوباره باز کنید، یا کد QR را با مرورگر دیگری اسکن کنید.',
    expiredTitle: 'زمان این کد QR تمام شده است',
    expiredLead: 'برای امنیت شما هر کد مدت کوتاهی کار می‌کند. در کیوسک دوباره وارد شوید و کد تازه را اسکن کنید.',
    overTitle: 'مهلت این صفحه تمام شد',
    overLead: 'برای امنیت شما از این گوشی خارج شدیم. اگر لازم است، در کیوسک دوباره وارد شوید.',
    linkTitle: 'ارتباط برقرار نشد',
    linkLead: 'اینترنت گوشی را بررسی کنید. بلیت شما سر جای خود است.',
    busyTitle: 'مرکز اکنون پاسخ نمی‌دهد',
    busyLead: 'کمی بعد دوباره امتحان کنید. بلیت شما سر جای خود است.',
    leftTitle: 'از این گوشی خارج شدید',
    leftLead: 'چیزی از شما روی این گوشی نمانده است. برای باز کردن دوباره، در کیوسک وارد شوید.',
  },
  en: {
    product: 'Connect',
    otherLanguage: 'فارسی',
    otherLanguageLabel: 'تغییر زبان به فارسی',
    loading: 'Opening…',

    proofTitle: 'Is it you?',
    proofWhy: 'To open your ticket on this phone, type the last four digits of your mobile number: the one that your ticket has now.',
    proofLabel: 'Last four digits of your mobile number',
    proofOnce: 'You have one try, so take your time.',
    proofEnter: 'Open my ticket',
    proofChecking: 'Checking…',
    proofFour: 'Four digits are needed. Please type them again.',
    proofLink: 'No connection. Check your phone’s internet and try again.',
    proofBusy: 'The centre isn’t answering. Please try again in a moment.',

    hello: 'Welcome',
    nextTitle: 'Where to go next',
    ticketsTitle: (count) => (count === 1 ? 'Your ticket' : `Your ${count} tickets`),
    ticketsLead: (count) =>
      count === 1
        ? 'Hold this code in front of the scanner at the entrance.'
        : 'Hold each person’s code in front of the scanner at the entrance.',
    ticketsNone: 'There is no ticket in your name now. Please ask our staff.',
    ticketCode: 'Ticket code',
    qrOf: (holder) => `QR code of ${holder}’s ticket`,
    qrOfTicket: (at) => `QR code of ticket ${at}`,
    ticketNumber: (at) => `Ticket ${at}`,
    entryOpen: 'Not checked in yet',
    entryAgain: (before) => `${before}; you can come in again`,
    entryAt: (time) => `Checked in at ${time}`,
    entryOn: (day, time) => `Checked in on ${day} at ${time}`,
    entryFrom: (time) => `Lets in from ${time}`,
    entryFromDay: (day, time) => `Lets in from ${day} at ${time}`,
    entryOver: 'This ticket’s time is over',
    entryCancelled: 'This ticket was cancelled',
    until: (from, to) => `${from} – ${to}`,
    from: (moment) => `From ${moment}`,
    to: (moment) => `to ${moment}`,
    dayAndTime: (day, time) => `${day}, ${time}`,
    freshAt: (time) => `As of ${time}`,
    staleSince: (time) => `No connection; this is how it was at ${time}.`,
    leave: 'Log out on this phone',
    leaveHint: 'To open it again, log in at the kiosk.',

    retry: 'Try again',
    emptyTitle: 'Open this page from the kiosk',
    emptyLead: 'Log in at the event’s kiosk and scan the QR code on its screen with your camera.',
    refusedTitle: 'This QR code no longer works',
    refusedLead: 'It was used before, or the digits are not those of your number. Each code works only once. Log in at the kiosk again and scan the new one.',
    lostTitle: 'This QR code no longer works',
    lostLead: 'No answer came to the first try, so the code may have been used up by it. Log in at the kiosk again and scan the new one.',
    blockedTitle: 'This browser keeps nothing for the page',
    blockedLead: 'Your ticket can’t stay open this way. Turn cookies on in the browser’s settings and open the page again, or scan the QR code with another browser.',
    expiredTitle: 'This QR code has expired',
    expiredLead: 'To keep you safe, each code works for a short while only. Log in at the kiosk again and scan the new one.',
    overTitle: 'This page timed out',
    overLead: 'To keep you safe, you were logged out on this phone. Log in at the kiosk again if you need to.',
    linkTitle: 'No connection',
    linkLead: 'Check your phone’s internet. Your ticket is safe.',
    busyTitle: 'The centre isn’t answering',
    busyLead: 'Please try again in a moment. Your ticket is safe.',
    leftTitle: 'You are logged out on this phone',
    leftLead: 'Nothing of yours is left on it. To open it again, log in at the kiosk.',
  },
};

