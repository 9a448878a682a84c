var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/deleteNotification/")
    .append("{{apiTokenInstance}}")
    .append("/1234567");

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.DELETE, null, String.class);
System.out.println(response.getBody());
