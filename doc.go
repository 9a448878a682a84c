// Package sluice is the vocabulary of a self-hosted messaging gateway: what an
// instance, a chat, a message, a state and a notification are, and what of them
// is valid.
//
// A program calls the GREEN-API HTTP API; Sluice stores each message durably,
// answers with its idMessage, and sends it through the instance's own Telegram
// account when that account is authorized, in order, no faster than the
// instance's interval. What comes in goes out as notifications.
//
// The package does no I/O and starts nothing. All other packages speak in its
// types, so that one part's interface fits another part's method without either
// importing the other.
package sluice
