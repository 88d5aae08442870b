// A self-signed certificate for localhost, made for these tests only; it protects nothing.
// openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj /CN=localhost
export const testTls = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgiI7wiwYG5n/nRRB8
O/TA9xBFbA5fFwW3FRf1+f7gEJChRANCAARFONUNMm+OEPVYgBv4c0IF6zSwmbl2
0c0AbWmoQiu08Unw1uvfpubzLO4PxHmfjjiFfl5L4qYFJ45SMJy8ukQe
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBmjCCAUGgAwIBAgIUGoDIr0TRpF7qBEfOT+0C40/iHPkwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTExNDkwN1oYDzIxMjYxMDI4
MTE0OTA3WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAARFONUNMm+OEPVYgBv4c0IF6zSwmbl20c0AbWmoQiu08Unw1uvfpubz
LO4PxHmfjjiFfl5L4qYFJ45SMJy8ukQeo28wbTAdBgNVHQ4EFgQUdHbuhnI1O6lp
KEQAS/S16ncr4QMwHwYDVR0jBBgwFoAUdHbuhnI1O6lpKEQAS/S16ncr4QMwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDRwAwRAIgTzmApxmArY2PMl5g61Olu/Lwx1ZztN4FSb9mTUCn3fMCIEO7
sYavKE5sK+sZE+u+DuRcaEPMrTsXjdBDisSpj+GO
-----END CERTIFICATE-----`,
};
