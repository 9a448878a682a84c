package app

import (
	"sluice/internal/config"
	"sluice/internal/reference"
)

// Postman returns the Postman collection and environment of the gateway that cfg
// describes.
func Postman(cfg config.Config) (collection, environment []byte, err error) {
	public := cfg.PublicURL
	if public == "" {
		public = LocalURL(cfg.Listen)
	}
	media := cfg.MediaURL
	if media == "" {
		media = public
	}
	if collection, err = reference.Collection(public, media); err != nil {
		return nil, nil, err
	}
	environment, err = reference.Environment(public, media)
	return collection, environment, err
}
