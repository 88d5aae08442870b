module example.com/saas/tenants

go 1.22.0

require example.com/platform/drive v0.0.0

require github.com/getsentry/sentry-go v0.28.1

require (
	golang.org/x/sys v0.18.0 // indirect
	golang.org/x/text v0.14.0 // indirect
)

replace example.com/platform/drive => ../../drive
