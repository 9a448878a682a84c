var restTemplate = new RestTemplate();
var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/getChats/")
    .append("{{apiTokenInstance}}")
    .append("?count=100");

var response = restTemplate.exchange(requestUrl.toString(), HttpMethod.GET, null, String.class);
System.out.println(response.getBody());
